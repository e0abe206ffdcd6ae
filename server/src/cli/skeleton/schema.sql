-- Runs once, into the template, as oncall. Names in double braces are put in from [[vary]].

CREATE TABLE item (
    id       integer PRIMARY KEY,
    quantity integer NOT NULL
);

INSERT INTO item (id, quantity) SELECT n, n % 50 FROM generate_series(1, 100) AS n;

GRANT SELECT ON item TO {{victim}}, {{culprit}};
