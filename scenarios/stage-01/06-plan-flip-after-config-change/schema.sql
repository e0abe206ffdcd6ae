-- A grid operator's meters and what they reported. Runs once, into the template, as oncall.

CREATE TABLE meter (
    id      integer PRIMARY KEY,
    area_id integer NOT NULL,
    place   text NOT NULL
);

CREATE TABLE reading (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meter_id   integer NOT NULL,
    watt_hours integer NOT NULL,
    estimated  boolean NOT NULL,
    read_at    timestamptz NOT NULL DEFAULT now()
);

INSERT INTO meter (id, area_id, place) SELECT n, 1 + n % 20, 'place ' || n FROM generate_series(1, 6000) AS n;

-- Scattered, as readings come in: one of every meter, then one of every meter again.
INSERT INTO reading (meter_id, watt_hours, estimated, read_at)
SELECT 1 + n * 7919 % 6000, 200 + n * 37 % 20000, n % 5 = 0,
       timestamptz '2026-01-01 00:00+00' + n * interval '90 seconds'
FROM generate_series(1, 120000) AS n;

CREATE INDEX meter_area ON meter (area_id);
CREATE INDEX reading_meter ON reading (meter_id);

GRANT SELECT ON meter, reading TO {{api}}, {{billing}};
GRANT SELECT ON meter TO {{intake}};
GRANT SELECT, INSERT ON reading TO {{intake}};

-- How the settings profiles are applied: the tool may set parameters here, and nothing else.
CREATE FUNCTION apply_setting(name text, value text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ BEGIN EXECUTE format('ALTER {{scope}} SET %I = %L', name, value); END $$;
REVOKE ALL ON FUNCTION apply_setting(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION apply_setting(text, text) TO {{agent}};

-- Settings that have been there for long, each for a reason.
ALTER {{scope}} SET lock_timeout = '2s';
ALTER ROLE {{billing}} SET work_mem = '8MB';
ALTER ROLE {{intake}} SET statement_timeout = '30s';
