#!/bin/sh
# From an empty Debian 12 to a running paper, as root, in a clone at /srv/newsroom:
#     sh deploy/install.sh www.example.org
# Again, behind `runuser -u newsroom -- git pull`, it brings packages, tables and units up to date with the code. It leaves
# .env, what the database holds, the certificate and nginx's site.
set -eu
host=${1:?say the name under which readers reach the paper, such as www.example.org}
cd "$(dirname "$0")/.."
[ "$PWD" = /srv/newsroom ] || { echo "Put the clone at /srv/newsroom: the units name this folder." >&2; exit 1; }

apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    ca-certificates make nginx-light openssl python3-venv >/dev/null

getent passwd newsroom >/dev/null || useradd --system --home-dir /srv/newsroom --shell /usr/sbin/nologin newsroom
chown -R newsroom: .
as_newsroom() { runuser -u newsroom -- sh -c "umask 077; $1"; }
as_newsroom "make --silent production"
if grep -q '^HTTPS=off' .env; then
    sed -i '/^# This machine only/d; /^HTTPS=off/d' .env
    printf 'ALLOWED_HOSTS=%s\nTRUSTED_PROXIES=1\n' "$host" >>.env
fi
as_newsroom ".venv/bin/python manage.py open_newsroom"

certificate=/etc/ssl/$host.pem key=/etc/ssl/private/$host.key site=/etc/nginx/sites-enabled/newsroom.conf
if ! [ -e "$certificate" ]; then
    mkdir -p /etc/ssl/private
    openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj "/CN=$host" -out "$certificate" -keyout "$key" 2>/dev/null
    echo "Put your own certificate at $certificate and its key at $key: browsers don't trust this first one."
fi
if ! [ -e "$site" ]; then
    sed "s|www.example.org|$host|; s|/etc/ssl/example.org.pem|$certificate|; s|/etc/ssl/private/example.org.key|$key|" \
        deploy/nginx.conf >"$site"
    rm -f /etc/nginx/sites-enabled/default
fi
nginx -qt

cp deploy/systemd/* /etc/systemd/system/
timers="newsroom-push.timer newsroom-backup.timer newsroom-verify.timer newsroom-housekeeping.timer"
# shellcheck disable=SC2086  # they are several words
systemctl enable --quiet newsroom.socket newsroom.service nginx.service $timers
if [ -d /run/systemd/system ]; then  # not in a root that has not booted
    systemctl daemon-reload
    # shellcheck disable=SC2086
    systemctl start newsroom.socket $timers
    systemctl restart newsroom.service
    systemctl reload-or-restart nginx.service
fi
as_newsroom ".venv/bin/python manage.py check --deploy --database default" ||
    echo "The paper runs. Look at what the check says, and at docs/how-to/production.md."
