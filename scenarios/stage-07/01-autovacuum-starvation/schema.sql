-- A courier's dispatch: routes, and three tables that work passes through. Runs once, into the template, as oncall.

CREATE TABLE route (
    id   integer PRIMARY KEY,
    name text NOT NULL
);

CREATE TABLE {{table}} (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    route_id  integer NOT NULL,
    labels    text[] NOT NULL,
    body      text NOT NULL,
    queued_at timestamptz NOT NULL DEFAULT now()
) WITH ({{brake}});

CREATE TABLE {{other}} (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    route_id  integer NOT NULL,
    labels    text[] NOT NULL,
    body      text NOT NULL,
    queued_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE {{third}} (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    route_id  integer NOT NULL,
    labels    text[] NOT NULL,
    body      text NOT NULL,
    queued_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO route (id, name) SELECT n, 'route ' || n FROM generate_series(1, 400) AS n;

-- What customs or an address query holds back stays for weeks; everything else passes through within seconds.
INSERT INTO {{table}} (route_id, labels, body)
SELECT 1 + n % 400, CASE WHEN n % 20 = 0 THEN ARRAY['held', 'express'] ELSE ARRAY['held'] END, repeat('x', 240)
FROM generate_series(1, 80) AS n;

INSERT INTO {{other}} (route_id, labels, body)
SELECT 1 + n % 400, CASE WHEN n % 50 = 0 THEN ARRAY['kept', 'express'] ELSE ARRAY['kept'] END, 'note ' || n
FROM generate_series(1, 30000) AS n;

INSERT INTO {{third}} (route_id, labels, body)
SELECT 1 + n % 400, ARRAY['kept'], 'note ' || n
FROM generate_series(1, 400) AS n;

CREATE INDEX {{table}}_labels ON {{table}} USING gin (labels) WITH (fastupdate = off);
CREATE INDEX {{other}}_labels ON {{other}} USING gin (labels) WITH (fastupdate = off);
CREATE INDEX {{third}}_labels ON {{third}} USING gin (labels) WITH (fastupdate = off);

GRANT SELECT ON route, {{table}}, {{other}}, {{third}} TO {{api}}, {{wall}};
GRANT SELECT, INSERT, DELETE ON {{table}} TO {{worker}};
GRANT SELECT, UPDATE ON {{other}} TO {{wall}};
