//! What kind of entry a text is, by its words.

use super::lists::{place, trailing};
use super::scan::Scan;
use super::text::{beginning, is_at, word_starts};
use crate::postmortem::letters::is_either;
use crate::postmortem::model::{Item, Kind};
use crate::postmortem::text::small;

/// Where scores are equal, the first of these. The letters are those of [`PHRASES`].
const ORDER: [(u8, Kind); 10] = [
    (b'r', Kind::Resolved),
    (b'k', Kind::Acknowledged),
    (b'h', Kind::Harm),
    (b'm', Kind::Mitigation),
    (b'i', Kind::Improving),
    (b'd', Kind::Identified),
    (b'c', Kind::Communication),
    (b'v', Kind::Investigation),
    (b'a', Kind::Alert),
    (b't', Kind::Trigger),
];
const ACKNOWLEDGED: usize = 1;
const MITIGATION: usize = 3;
const ALERT: usize = 8;

/// What is counted behind the kinds: words that declare it over (`D`), that report things well again (`W`), that say of both
/// that it is so only in part (`P`), that somebody noticed (`N`), that somebody is there now (`O`), that a figure is where it
/// was (`B`), and that something was put out there (`S`).
const SIGNS: [u8; 7] = *b"DWPNOBS";
const DECLARED: usize = 10;
const WELL: usize = 11;
const PARTLY: usize = 12;
const NOTICED: usize = 13;
const ON_IT: usize = 14;
const BACK: usize = 15;
const SHIPPED: usize = 16;
const SORTS: usize = 17;

/// Phrases: the sorts that they speak for by their letters, each with how strongly, and the phrases. A `*` stands for any ending,
/// a `~` for a few words: `Rolled the change back`.
const PHRASES: &str = "\
r8D1 all clear|incident closed|incident over|closing the incident|closed the incident|declared over|marked as resolved|entwarnung
r7D1 closing p1|closing ticket|closing the ticket|closing out|closing incident|p1 closed|ticket closed|call closed|故障关闭|closing this|resolved|incident was closed|closed at|incident end*|alert closed|incident is closed|behoben|résolu*|resuelt*\
|resolvid*|encerrad*|clôtur*|cerrado
r6D1 closed this|all systems nominal|all systems operational|service restored|state \"done\"
r6W1 fully recovered|fully restored|services restored|full recovery|full service restoration|rétabli*|restablecid*\
|wiederhergestellt|восстановлен*|przywrócon*|恢复*|已恢复*|故障解除*|復旧*
r5W1 all green|fully operational|back online|all good
r4 confirmed stability
r2 operational
D1 to \"operational\"|to operational|incident is over|stand down|incident complete|incident done
i7 partially operational
i6 partially restored
i5W1 back to normal|confirmed normal|confirmed healthy|returned to normal|latency normal|normalized|normalised|normalizado|wieder normal|retour à la normale\
|ready to accept connections|vuelve a la normalidad|正常*|ok;hard
i5 returning to normal|normaliz*|normalis*|partial recovery|smoke tests passed|no more errors|errors stop*
i4W1 recovered
i3W1 works again|work again|working again|🟢|5xx gone|alerts gone|flow again|up again|available again|reachable again|site up|errors gone|errors are gone|wieder erreichbar
i4B1 back to|back at|back under|back below
i4 recover*|decreas*|dropping|dropped to|draining|drop to|drops to|improv*|stabili*|subsid*|caught up|restored
i3 dropped from|falling|tests passed|catching up
i2 normal|healthy|baseline
m7 rolled~back|rolling~back|rolls~back|restart initiated|fix applied|fix deployed|deployed fix|deploying fix\
|deployed the fix|deploying a fix|fix has been implemented
m6 откатил*|wycofan*|回滚*|重启*|ロールバック*|再起動*|rollback|roll~back|revert*|rolling restart|hotfix*|pg_terminate_backend|zurückgerollt|retour arrière|revirt*|revierte*
m5 fixed by|fixed in|fixed with|restarting|killed|killing|failed~over|failing~over|failover complete*|failover done|disabled|disabling|mitigat*|workaround|blocked traffic|added index\
|creating index|creating the index|index created|create index|created index|redeploy*|turned~off|switched~off\
|switched~over|neu gestartet|redémarr*|reinici*
m4 restarted|switched~to|purged|renewed|rebooted|flushed|limit raised|limits raised|traffic shifted|moved traffic|shifted traffic|patch*|terminat*|cancel*|scaled|promoted|throttl*|paused|cordoned|shed|code fix|remounted|bounced|index rebuilt|rebuilt the index|replaced
m3 restart|reloaded|fixed|removed|freed|scaling|feature flag|increased|raised|drained|cleared|stopped
m2 deleted
d7 cause found|found the cause
d6 that's the cause|причина|przyczyna|原因*|发现原因*|identified|root cause|culprit|found it|traced to|pinpointed|ursache|causa raíz\
|causa identificada|cause :
d5 caused by
d4 turns out|looks like
d3 confirmed that
d2 leak from
v7 whether a rollback|whether to roll back|whether to restart|rollback is possible
v5 investigat*|checked|checking|review*|analy*|ruled out|untersuch*
v4 checks|looking|looked|confirmed|suspect*|joined|joins|engaged|decision|decided|correlat*|debug*|pg_stat_activity\
|reproduc*|triag*
v3 check|notices|found|noticed|seeing|escalat*|war room
v2 see|logs|dashboards
k9 acknowledg*|acked|acks|ack'd|picked up the page|responded to the page|responded to page|took the page|takes the page
k8 i'm on it|prend en charge|pris en charge|reconoc*
k7 became incident|commander assigned|ic assigned|assigned as ic|ack|bestätigt|подтвердил*|potwierdził*|确认*|已确认*|対応開始*
k6 taking a look|looking now|looking into it|taking it|took this over|taking this|i'll take|started investigating|began investigating|starts investigating|übernimmt\
|assume o|assumiu
k5 👀|响应*|picks up|on it|picks it up|picked it up
k3 assigned as
c8 status page|statuspage|customers notified|notified customers|customer notification*
c7 incident channel|posted update
c6 stakeholders|email sent|emailed|tweet*|announce*|public update
c5 ticket raised|raised a ticket|ticket opened
c5N1 incident declared|declared incident|declares incident|declared sev*
c4 notified
c3 support team
a9 terminated by signal|first alert
a8 alert fired|back-off restarting
a7 terminating any other|server processes terminated|main process exited|scheduled restart job|paged|page sent|apdex dropping|traffic dropping|dropping to zero|killed process
a6N1 anyone else|anybody else
a6 stopped working|stopped loading|stopped responding|first reports|customers report*|users report*|customer report*|user report*|impact start*|impact begins|impact began
a6 customer ticket*|more tickets|anyone deploying|who deployed|dropping players|dropping connections|dropping requests|dropping packets
a5 signal 9|signal 6|signal 11
a5N1 alert|alerts|alarm*|complain*
a5 increased error*|increased latenc*|increased api*|pager|alerted|firing|support ticket*|alerte*|alerta*|алерт|awaria|告警*|报警*|监控报警*|アラート*
a4N1 pages|critical
a4 🔴|🚨|fires|fatal|panic*|crash*|disk full|out of disk|out of memory|no space left|spik*|maxed|unavailable|too many clients|too many connections|climb*|ausfall|störung|panne
a3N1 pagerduty|opsgenie|fired|detected|reported by
a3 elevated|triggered|errors|error rate|timeout*|timing out|failing|failures|outage|degrad*|exhaust*\
|rising|503*|500s|502s|504s|5xx|warning|offline|erhöhte
a2 error|fail*|down|latency|slow
N1 alert*|page|paged|report*|ticket*|noticed|meldet*
t5 config push|config pushed|deployed to production|config change|configuration change
t5S1 rolled out|merged
t4S1 deployed|deploys|deploying|released
t4 scaling activit*|deploy|rollout|migration|cron job
t3S1 failover
t3 deployment|release|upgrad*|maintenance
h9 made it worse|made things worse|rollback failed
h8 by mistake|accidentally|wrong cluster|restart failed|fix failed
h5 didn't help
P2 partially
P1 partial*
O1 checking|engaged|looking|joined|joins|taking over|here now|online now";

/// Entries that are nothing but the end of what somebody took on.
const ENDED: &str = "green|stable|closed|fixed|done|over|end|ended|solved";

/// What words before a phrase turn it round.
const NOT: &str = "not |not be |will be |n't |no |never |yet to be |un|can't be |isn't |until |once";

/// What stands before what things do by themselves.
const ITSELF: &str = "keeps |keep |kept |pods |containers |nodes |replicas |instances |workers ";

/// A phrase, its place among the sorts, and its weight.
type Phrase = (&'static str, usize, i32);

/// The phrases, by the byte that they begin with.
pub(super) struct Phrases(Vec<Vec<Phrase>>);

/// What an entry's words say of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub kind: Kind,
    /// How surely it says that it is over: 2 declares it, 1 reports things well again, 0 neither.
    pub ends: u8,
    /// Whether, as an alert, it is one that reached somebody, rather than a symptom seen only afterwards.
    pub notices: bool,
    /// Whether it says that somebody is there, short of acknowledging anything.
    pub on_it: bool,
}

impl Phrases {
    pub fn new() -> Self {
        let mut by_first = vec![Vec::new(); 256];
        for line in PHRASES.split('\n') {
            let (sorts, phrases) = line.split_once(' ').unwrap_or_default();
            for sort in sorts.as_bytes().chunks(2) {
                let place = ORDER.iter().position(|(letter, _)| *letter == sort[0]);
                let place = place.or_else(|| SIGNS.iter().position(|sign| *sign == sort[0]).map(|at| at + ORDER.len()));
                let weight = i32::from(sort[1] - b'0');
                for words in phrases.split('|') {
                    by_first[usize::from(words.as_bytes()[0])].push((words, place.unwrap_or(0), weight));
                }
            }
        }
        Self(by_first)
    }

    /// How strongly a text's words speak for each sort.
    fn weigh(&self, text: &str) -> [i32; SORTS] {
        let mut sums = [0; SORTS];
        // What an entry is it says at its beginning.
        let small = small(beginning(text, 600)).replace('’', "'");
        let mut last = ' ';
        for (at, c) in small.char_indices() {
            // Chinese and Japanese have no blanks between words.
            let within = is_either(std::mem::replace(&mut last, c)) && c < '\u{3040}';
            if within || c == ' ' {
                continue;
            }
            // Of phrases that begin at one place the strongest of each sort counts.
            let mut here = [0_i32; SORTS];
            let mut denied = None;
            for (words, place, weight) in &self.0[usize::from(small.as_bytes()[at])] {
                if !stands(&small, at, words) {
                    continue;
                }
                let before = &small[..at];
                let denied = *denied.get_or_insert_with(|| trailing(NOT, before).is_some());
                // `6 of 12 restarting`, `pods restarting`: nobody does it.
                let itself =
                    words.ends_with("ing") && (before.trim_end().ends("d") || trailing(ITSELF, before).is_some());
                let denied = denied || itself && *place == MITIGATION;
                let score = match (denied, *place) {
                    (false, _) | (true, NOTICED) => *weight,
                    (true, DECLARED..) => 0,
                    (true, _) => -*weight,
                };
                if score.abs() > here[*place].abs() {
                    here[*place] = score;
                }
            }
            for (sum, score) in sums.iter_mut().zip(here) {
                *sum += score;
            }
        }
        sums
    }

    /// What an entry's text, source and notes say; `taken`: somebody has taken the incident on by then.
    pub fn said(&self, item: &Item, taken: bool) -> Said {
        let own = self.weigh(&item.text);
        let ended = taken && place(ENDED, item.text.bare(".!")).is_some();
        // `quorum back, closing`
        let text = item.text.upto("s.!");
        let last = text[text.upto("^,;.").len()..].trim_start();
        let closing = taken && place("closing|closed|solved|all good|done|fixed|over", last).is_some();
        let source = item.source.as_deref().unwrap_or_default();
        let system = !source.is_empty() && super::names::is_system(source);
        let mut sum = own;
        if place("page|pages", item.text.bare(".!")).is_some() {
            sum[ALERT] += 7;
        }
        // Systems raise alerts, people look and act.
        if system && item.person.is_none() {
            sum[ALERT] += 1;
        } else if item.person.is_some() {
            sum[ALERT] -= 1;
        }
        // Notes decide only where the text says nothing.
        if sum[..ORDER.len()].iter().all(|score| *score <= 1)
            && let Some(notes) = &item.notes
        {
            sum = self.weigh(notes);
        }
        let mut kind = Kind::Other;
        let mut best = 1;
        for (place, (_, known)) in ORDER.iter().enumerate() {
            if sum[place] > best {
                (best, kind) = (sum[place], *known);
            }
        }
        // What was released once somebody had taken it on didn't set it off: it is told of, or it is what helped.
        if taken && kind == Kind::Trigger {
            kind = if own[SHIPPED] > 0 { Kind::Mitigation } else { Kind::Investigation };
        }
        // What was done at last stays what was done.
        if ended || closing && kind != Kind::Mitigation {
            kind = Kind::Resolved;
        }
        // What was rolled back to is no figure that is back.
        let well = own[WELL] > 0 || own[BACK] > 0 && kind == Kind::Improving;
        let ends = if ended || closing || own[DECLARED] > 0 && own[PARTLY] < 2 {
            2
        } else {
            u8::from(well && own[PARTLY] == 0)
        };
        let notices = own[NOTICED] > 0 || system || self.weigh(source)[NOTICED] > 0;
        let on_it = own[ON_IT] > 0 && own[ACKNOWLEDGED] >= 0 && own[MITIGATION] <= 0;
        Said { kind, ends, notices, on_it }
    }
}

/// Where nobody says outright that they took it on, the first who says that they are there has.
pub(super) fn take_on(items: &mut [Item], said: &mut [Said]) {
    if said.iter().any(|said| said.kind == Kind::Acknowledged) {
        return;
    }
    let alert = said.iter().position(|said| said.kind == Kind::Alert);
    let alert = alert.or_else(|| said.iter().position(|said| said.kind != Kind::Trigger)).unwrap_or(0);
    let taken = said.iter().skip(alert + 1).position(|said| said.on_it && said.kind == Kind::Investigation);
    if let Some(at) = taken {
        said[alert + 1 + at].kind = Kind::Acknowledged;
        items[alert + 1 + at].kind = Kind::Acknowledged;
    }
}

/// Whether a phrase begins at `at`; a `~` in it stands for up to six words.
fn stands(small: &str, at: usize, phrase: &str) -> bool {
    let Some((first, last)) = phrase.split_once('~') else { return is_at(small, at, phrase) };
    if !is_at(small, at, first) {
        return false;
    }
    let rest = &small[at + first.len()..];
    let rest = &rest[..rest.find(['.', ';', '!']).unwrap_or(rest.len())];
    word_starts(rest, 7).into_iter().any(|next| is_at(rest, next, last))
}
