#!/bin/sh
# The first process of a sandbox's container. Unpacks a cluster into the tmpfs /data and runs PostgreSQL on it.
#   entry.sh serve     from /template.tar; SIGHUP restarts PostgreSQL in the same data, its own end ends the container
#   entry.sh template  from the image's own cluster; SIGTERM shuts it down and leaves /socket/template.tar
# RIDE_CONF is the whole of postgresql.conf. /socket is where it answers.
set -u
umask 077
mode=${1:-serve}
bin=/usr/lib/postgresql/17/bin
data=/data/pg

case $mode in
    serve) source=/template.tar ;;
    template) source=/usr/share/ride/base.tar ;;
    *) echo "entry.sh: serve or template, not $mode" >&2; exit 64 ;;
esac

mkdir "$data" || exit 1
tar -C "$data" -xf "$source" || exit 1
printf '%s' "${RIDE_CONF:-}" > "$data/postgresql.conf" || exit 1
echo 'local all all trust' > "$data/pg_hba.conf" || exit 1

restart=no
finish=no
child=
trap 'restart=yes; [ -z "$child" ] || kill -INT "$child"' HUP
trap 'finish=yes; [ -z "$child" ] || kill -INT "$child"' TERM INT

generation=0
while :; do
    restart=no
    generation=$((generation + 1))
    rm -f /socket/.s.PGSQL.*
    # ride waits for this number before it connects again.
    echo "$generation" > /socket/generation
    "$bin/postgres" -D "$data" -k /socket -p 5432 -c listen_addresses= -c unix_socket_permissions=0700 &
    child=$!
    # A signal may have come before there was a child to pass it on to.
    [ "$finish$restart" = nono ] || kill -INT "$child"
    # A trap interrupts wait; only a child that is gone ends it.
    while :; do
        wait "$child"
        status=$?
        kill -0 "$child" 2>/dev/null || break
    done
    child=
    [ "$finish" = no ] || break
    [ "$restart" = yes ] || exit "$status"
done

if [ "$mode" = template ]; then
    rm -f "$data/postmaster.opts"
    tar -C "$data" -cf /socket/template.part . && mv /socket/template.part /socket/template.tar || exit 1
fi
exit 0
