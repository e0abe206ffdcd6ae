-- Shows, seats and bookings. Small: this incident is about open transactions and not about volume.
-- Runs once, into the template, as oncall.

CREATE TABLE show (
    id        integer PRIMARY KEY,
    title     text NOT NULL,
    free      integer NOT NULL CHECK (free >= 0),
    booked    integer NOT NULL DEFAULT 0
);

CREATE TABLE booking (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    show_id integer NOT NULL REFERENCES show,
    seats   integer NOT NULL CHECK (seats > 0),
    made_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE price (
    show_id integer PRIMARY KEY REFERENCES show,
    cents   integer NOT NULL CHECK (cents > 0)
);

CREATE TABLE audit_entry (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    what text NOT NULL,
    at   timestamptz NOT NULL DEFAULT now()
);

-- Which share of the shows a worker looks after: workers number themselves as they start.
CREATE SEQUENCE worker_number;

INSERT INTO show (id, title, free) SELECT n, 'show ' || n, 1000000 FROM generate_series(1, {{shows}}) AS n;
INSERT INTO price (show_id, cents) SELECT n, 1500 + n * 131 % 6000 FROM generate_series(1, {{shows}}) AS n;

INSERT INTO booking (show_id, seats, made_at)
SELECT 1 + n % {{shows}}, 1 + n % 4, now() - n * interval '30 seconds' FROM generate_series(1, 2000) AS n;

UPDATE show s SET booked = (SELECT sum(b.seats) FROM booking b WHERE b.show_id = s.id);

INSERT INTO audit_entry (what) SELECT 'entry ' || n FROM generate_series(1, 200) AS n;

CREATE INDEX booking_show ON booking (show_id);

GRANT SELECT, UPDATE ON show TO {{api}};
GRANT SELECT, INSERT ON booking TO {{api}};
GRANT SELECT ON show, price TO {{web}};
GRANT SELECT, UPDATE ON show TO {{worker}};
GRANT USAGE ON SEQUENCE worker_number TO {{worker}};
GRANT SELECT ON show, booking TO {{reader}};
GRANT SELECT, INSERT ON audit_entry TO {{writer}};
