-- A warehouse's figures in batches. Each batch has two sides, such as first and second count, which are compared article
-- by article. Runs once, into the template, as oncall.

CREATE TABLE article (
    id   integer PRIMARY KEY,
    name text NOT NULL
);

CREATE TABLE {{table}} (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch_id   integer NOT NULL,
    side       smallint NOT NULL CHECK (side IN (1, 2)),
    article_id integer NOT NULL,
    figure     integer NOT NULL
) WITH ({{brake}});

CREATE TABLE {{other}} (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch_id   integer NOT NULL,
    side       smallint NOT NULL CHECK (side IN (1, 2)),
    article_id integer NOT NULL,
    figure     integer NOT NULL
);

CREATE TABLE {{third}} (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch_id   integer NOT NULL,
    side       smallint NOT NULL CHECK (side IN (1, 2)),
    article_id integer NOT NULL,
    figure     integer NOT NULL
);

INSERT INTO article (id, name) SELECT n, 'article ' || n FROM generate_series(1, 5000) AS n;

-- Thirty small batches from before: 200 articles each.
INSERT INTO {{table}} (batch_id, side, article_id, figure)
SELECT b, s, a, 10 + (a * 31 + b * 7) % 40
FROM generate_series(1, 30) AS b, generate_series(1, 2) AS s, generate_series(1, 200) AS a;

INSERT INTO {{other}} (batch_id, side, article_id, figure)
SELECT b, s, a, 10 + (a * 29 + b * 11) % 40
FROM generate_series(1, 30) AS b, generate_series(1, 2) AS s, generate_series(1, 200) AS a;

INSERT INTO {{third}} (batch_id, side, article_id, figure)
SELECT b, s, a, 10 + (a * 23 + b * 13) % 40
FROM generate_series(1, 30) AS b, generate_series(1, 2) AS s, generate_series(1, 200) AS a;

CREATE INDEX {{table}}_batch ON {{table}} (batch_id);
CREATE INDEX {{other}}_batch ON {{other}} (batch_id);
CREATE INDEX {{third}}_batch ON {{third}} (batch_id);

-- Statistics are their owner's to gather; a load that wants to may ask for it.
CREATE FUNCTION refresh_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$ BEGIN ANALYZE {{table}}; END $$;
REVOKE ALL ON FUNCTION refresh_statistics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refresh_statistics() TO {{loader}};

GRANT SELECT ON article, {{table}}, {{other}}, {{third}} TO {{api}}, {{screen}};
GRANT SELECT, INSERT ON {{table}} TO {{loader}};
GRANT SELECT, UPDATE ON {{table}}, {{third}} TO {{desk}};
