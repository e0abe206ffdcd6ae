-- What the counters have seen before the page: lookups by customer in the two tables that have an index for it.
DO $$
BEGIN
    FOR n IN 1..400 LOOP
        PERFORM count(*) FROM {{larger}} WHERE customer_id = 1 + n * 13 % 6000;
        PERFORM count(*) FROM {{smaller}} WHERE customer_id = 1 + n * 17 % 6000;
    END LOOP;
    -- And the page's own, in the hour that it has been live.
    FOR n IN 1..60 LOOP
        PERFORM count(*) FROM {{table}} WHERE customer_id = 1 + n * 19 % 6000 AND state = 'open';
    END LOOP;
    FOR n IN 1..6 LOOP
        PERFORM sum(amount_cents) FROM {{larger}};
    END LOOP;
END $$;
