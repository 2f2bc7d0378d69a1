# Tried in an empty Debian: the paper answers through nginx, each timed command works, and a backup comes back.
set -e
cd /srv/newsroom
as_newsroom() { runuser -u newsroom -- "$@"; }
wait_for() { until curl --silent --output /dev/null "$1"; do kill -0 "$site"; sleep 1; done; }

if [ "$1" = image ]; then
    export SECRET_KEY=only-to-try-the-steps-of-the-image-in-an-empty-root DATABASE_URL=sqlite:////tmp/image.sqlite3 HTTPS=off
    as_newsroom .venv/bin/python manage.py open_newsroom
    as_newsroom $(cat /root/command) --log-level warning & site=$!
    wait_for http://127.0.0.1:8000/livez
    curl --silent --fail --output /dev/null http://127.0.0.1:8000/
    test -z "$(find .venv -iname 'pytest*')"
    kill "$site"
    exit
fi

as_newsroom .venv/bin/gunicorn --log-level warning & site=$!
nginx
wait_for http://127.0.0.1:8000/livez
get() { curl --silent --show-error --fail --insecure --resolve www.example.org:443:127.0.0.1 "https://www.example.org$1"; }
article=$(get / | grep -oE '/articles/[^"/]+/' | head -n 1)
for path in / "$article" /accounts/login/ /readyz; do get "$path" >/dev/null; done
test -z "$(find .venv -iname 'pytest*')"
for command in push backup verify housekeeping; do as_newsroom .venv/bin/python manage.py "$command"; done
as_newsroom env DATABASE_URL=sqlite:///var/again.sqlite3 .venv/bin/python manage.py restore var/backups/*.tar
nginx -s stop
kill "$site"
