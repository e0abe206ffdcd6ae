-- A community's site, its moderation bot and its forms share this database. Runs once, into the template, as oncall.

CREATE TABLE member (
    id     integer PRIMARY KEY,
    handle text NOT NULL UNIQUE
);

CREATE TABLE infraction (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    member_id integer NOT NULL REFERENCES member,
    kind      text NOT NULL CHECK (kind IN ('note', 'warning', 'timeout', 'ban')),
    at        timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE page (
    id    integer PRIMARY KEY,
    title text NOT NULL
);

CREATE TABLE form_answer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO member (id, handle) SELECT n, 'member' || n FROM generate_series(1, 3000) AS n;
INSERT INTO page (id, title) SELECT n, 'page ' || n FROM generate_series(1, 200) AS n;
INSERT INTO infraction (member_id, kind, at)
SELECT 1 + n * 7 % 3000, (ARRAY['note', 'warning', 'timeout'])[1 + n % 3], now() - n * interval '5 minutes'
FROM generate_series(1, 2000) AS n;
INSERT INTO form_answer (at) SELECT now() - n * interval '10 minutes' FROM generate_series(1, 500) AS n;

GRANT SELECT ON member, page TO {{site}}, {{bot}}, {{steady}}, {{stats}};
GRANT SELECT, INSERT ON infraction TO {{bot}};
GRANT SELECT ON infraction, form_answer TO {{stats}};
GRANT SELECT, INSERT ON form_answer TO {{steady}};
