vcl 4.1;
# Varnish between what ends TLS and the site. In .env: CDN=varnish, CDN_PURGE_URL=http://127.0.0.1:6081/,
# CDN_PURGE_KEY the word below, and TRUSTED_PROXIES=2, as Varnish is one more proxy.
import std;

backend newsroom {
    .host = "127.0.0.1";
    .port = "8000";
    .probe = { .url = "/livez"; .interval = 2s; .timeout = 1s; .window = 3; .threshold = 2; .initial = 2; }
}

# Who may ask: what ends TLS, and the site, which purges. Add their addresses where they are other machines.
# Anybody else could write a reader's address of their own into X-Forwarded-For, and be counted as that one.
acl ours {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (client.ip !~ ours) {
        return (synth(403));
    }
    if (req.method == "BAN") {
        if (req.http.X-Purge-Key != "change-this-word") {
            return (synth(403));
        }
        ban("obj.http.Surrogate-Key ~ (^|\s)(" + req.http.X-Tags + ")(\s|$)");
        return (synth(200));
    }
    # The desk is never kept. Readers need no cookies, such as those of a counter of visits.
    if (req.url ~ "^/(admin|accounts)/") {
        return (pass);
    }
    if (req.http.Cookie !~ "sessionid=") {
        unset req.http.Cookie;
    }
    # CDN_STALE_SECONDS: so long what is stale may answer while it is fetched anew; while the site is away,
    # each page as long as it says itself.
    if (std.healthy(req.backend_hint)) {
        set req.grace = 10s;
    }
}

sub vcl_backend_response {
    set beresp.grace = std.duration(
        regsub(beresp.http.Surrogate-Control, "^.*stale-if-error=(\d+).*$", "\1s"), 0s);
    # A failure is no reason to forget a page that is still right.
    if (beresp.status >= 500 && bereq.is_bgfetch) {
        return (abandon);
    }
}

sub vcl_deliver {
    unset resp.http.Surrogate-Key;
    unset resp.http.Surrogate-Control;
    # A browser, and whoever is between us and it, asks each time.
    if (resp.http.Cache-Control ~ "s-maxage") {
        set resp.http.Cache-Control = "no-cache";
        unset resp.http.Age;
    }
}
