-- A theatre's box office: seats, showings, and seats on hold. Runs once, into the template, as oncall.

CREATE TABLE seat (
    id      integer PRIMARY KEY,
    hall_id integer NOT NULL,
    label   text NOT NULL
);

CREATE TABLE showing (
    id      integer PRIMARY KEY,
    hall_id integer NOT NULL,
    title   text NOT NULL
);

CREATE TABLE sale (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    showing_id integer NOT NULL,
    cents      integer NOT NULL
);

-- Seats on hold: firm ones for weeks, those in somebody's basket or in an offer to a group for moments.
CREATE TABLE seat_hold (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    showing_id integer NOT NULL,
    seat_id    integer NOT NULL,
    firm       boolean NOT NULL DEFAULT false
);

INSERT INTO seat (id, hall_id, label) SELECT n, n / 800, 'seat ' || n FROM generate_series(0, 3999) AS n;
INSERT INTO showing (id, hall_id, title) SELECT n, n % 5, 'evening ' || n FROM generate_series(1, 40) AS n;
INSERT INTO sale (showing_id, cents) SELECT 1 + n % 40, 2000 + n * 37 % 6000 FROM generate_series(1, 20000) AS n;
INSERT INTO seat_hold (showing_id, seat_id, firm) SELECT 1 + n % 40, n * 19 % 4000, true FROM generate_series(1, 200) AS n;

CREATE INDEX seat_hall ON seat (hall_id);
CREATE INDEX sale_showing ON sale (showing_id);
CREATE INDEX seat_hold_showing ON seat_hold (showing_id);

GRANT SELECT ON seat, showing, seat_hold TO {{api}}, {{basket}}, {{groups}};
GRANT INSERT, DELETE ON seat_hold TO {{basket}}, {{groups}};
GRANT SELECT ON seat, showing, sale TO {{report}}, {{bystander}};
