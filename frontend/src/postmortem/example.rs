//! A timeline to try the page with: an incident that never was.

/// Its text.
pub const EXAMPLE: &str = "\
Incident: bookings refused during the evening peak
Date: 2026-03-12
Severity: SEV-1

18:02 UTC [Deploy] booking_api 3.8.0 rolled out to all 12 pods
18:11 UTC [Datadog] Alert: database connections at 82 of 100
18:14 UTC [PagerDuty] CRITICAL: booking_api error rate 31%, p95 latency 4.2s
18:17 UTC [PagerDuty] Acknowledged by the on-call engineer
18:21 UTC [psql] 78 sessions of booking_api are idle in transaction, the oldest for 9 minutes
18:24 UTC [Slack] Support reports that some users can't book
18:29 UTC [psql] pg_terminate_backend on 74 idle sessions; error rate down to 6%
18:33 UTC [Slack] Root cause identified: 3.8.0 opens a transaction before it calls the payment provider and leaves it open on a timeout
18:36 UTC [Deploy] Rolled back booking_api to 3.7.4
18:41 UTC [Datadog] Recovered: connections at 34 of 100, error rate 0.2%
18:44 UTC [Status page] Resolved

somebody should look at the dashboards again

Action items:
- Set idle_in_transaction_session_timeout = 30s on the role booking_api
- Improve monitoring
";
