vcl 4.1;

# Varnish (6.0 or newer, with vmod xkey from varnish-modules) before Aisle's storefront. docs/operations/varnish.md says
# how to run it. Change the two backends and the acl; the rest holds for every installation.

import std;
import xkey;

# How long Varnish waits for an answer and what Aisle's purges reach back to belong together: first_byte_timeout and
# aisle.proxies.fresh-within must together be less than the last of aisle.sync.purging.repeat-after.
backend aisle {
    .host = "127.0.0.1";
    .port = "8080";
    .connect_timeout = 1s;
    .first_byte_timeout = 5s;
    .between_bytes_timeout = 5s;
    .max_connections = 200;
    .probe = {
        .url = "/v1/categories?depth=1";
        .interval = 2s;
        .timeout = 1s;
        .window = 4;
        .threshold = 2;
        .initial = 2;
    }
}

# Editors have connections of their own, so that shoppers find a way through however many changes wait. How many of them
# are served at once is Aisle's to say, and who only watches a job holds a connection, too.
backend aisle_admin {
    .host = "127.0.0.1";
    .port = "8080";
    .connect_timeout = 1s;
    # Imports take a while, and events of jobs come when they come
    .first_byte_timeout = 60s;
    .between_bytes_timeout = 600s;
    .max_connections = 200;
}

# Who may purge: Aisle's sync nodes.
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.restarts == 0) {
        unset req.http.Aisle-Stale;
    }

    if (req.method == "PURGE") {
        # A request that came through another proxy has that one's address
        if (client.ip !~ purgers || req.http.X-Forwarded-For ~ ",") {
            return (synth(403, "Forbidden"));
        }
        if (!req.http.Surrogate-Key) {
            return (synth(400, "Surrogate-Key is missing"));
        }
        # What is purged softly isn't served while Aisle answers, but asked for anew with its ETag, and is still there
        # when Aisle doesn't answer.
        set req.http.Aisle-Purged = xkey.softpurge(req.http.Surrogate-Key);
        return (synth(200, "Purged " + req.http.Aisle-Purged));
    }

    if (req.url ~ "^/admin/") {
        set req.backend_hint = aisle_admin;
        return (pass);
    }
    if ((req.method != "GET" && req.method != "HEAD") || req.url !~ "^/v1/") {
        return (pass);
    }
    # Whoever passes a token must not be answered with what is older
    if (req.http.Aisle-Consistency-Token) {
        return (pass);
    }

    # The storefront is anonymous
    unset req.http.Cookie;
    unset req.http.Authorization;
    set req.url = std.querysort(req.url);

    if (req.http.Aisle-Stale || !std.healthy(req.backend_hint)) {
        # As long as what is there allows: its own grace, from stale-if-error, is the limit
        set req.grace = 365d;
    } else {
        set req.grace = 0s;
    }
    return (hash);
}

sub vcl_hash {
    # No answer differs by Host
    hash_data(req.url);
    return (lookup);
}

sub vcl_miss {
    if (req.http.Aisle-Stale) {
        # Aisle has failed just now: it isn't asked a second time
        return (synth(503, "Service Unavailable"));
    }
}

sub vcl_backend_response {
    if (bereq.uncacheable) {
        return (deliver);
    }
    if (beresp.status >= 500) {
        if (bereq.is_bgfetch) {
            # What is there stays
            return (abandon);
        }
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        return (deliver);
    }
    if (beresp.http.Cache-Control ~ "(?i)no-store|private|no-cache" || beresp.http.Cache-Control !~ "max-age=") {
        # Remembered, so that these aren't fetched one after the other
        set beresp.uncacheable = true;
        set beresp.ttl = 60s;
        set beresp.grace = 0s;
        return (deliver);
    }

    if (beresp.http.Surrogate-Control ~ "max-age=[0-9]+") {
        set beresp.ttl = std.duration(regsub(beresp.http.Surrogate-Control, "^.*max-age=([0-9]+).*$", "\1s"), 1s);
    }
    set beresp.grace = 0s;
    if (beresp.http.Cache-Control ~ "stale-if-error=[0-9]+") {
        set beresp.grace =
            std.duration(regsub(beresp.http.Cache-Control, "^.*stale-if-error=([0-9]+).*$", "\1s"), 0s);
    }
    set beresp.http.xkey = beresp.http.Surrogate-Key;

    # One compressed copy serves all; Varnish unpacks it for those few who can't read it
    if (std.integer(beresp.http.Content-Length, 0) >= 1024) {
        set beresp.do_gzip = true;
    }
    return (deliver);
}

sub vcl_backend_error {
    if (bereq.is_bgfetch) {
        return (abandon);
    }
    set beresp.ttl = 0s;
    set beresp.uncacheable = true;
    call aisle_problem_backend;
    return (deliver);
}

sub vcl_deliver {
    if (resp.status >= 500 && req.restarts == 0 && req.url ~ "^/v1/" && !req.http.Aisle-Consistency-Token
        && (req.method == "GET" || req.method == "HEAD")) {
        set req.http.Aisle-Stale = "1";
        return (restart);
    }
    if (obj.hits > 0) {
        set resp.http.Cache-Status = "Varnish; hit";
        if (obj.ttl > 0s) {
            # Purges keep it as new as Aisle's own answer: to browsers it has no age yet
            unset resp.http.Age;
        }
    } else {
        set resp.http.Cache-Status = "Varnish; fwd=miss";
    }
    # What only this cache may know: nobody purges those behind it
    unset resp.http.xkey;
    unset resp.http.Surrogate-Key;
    unset resp.http.Surrogate-Control;
    set resp.http.Cache-Control = regsub(resp.http.Cache-Control, ", s-maxage=[0-9]+", "");
    unset resp.http.X-Varnish;
    unset resp.http.Via;
    return (deliver);
}

sub aisle_problem_backend {
    set beresp.http.Content-Type = "application/problem+json";
    set beresp.http.Cache-Control = "no-store";
    set beresp.http.Retry-After = "1";
    set beresp.body = {"{"type":"urn:aisle:problem:unavailable","title":"Not available right now","status":503,"}
        + {""detail":"Aisle doesn't answer at the moment: try again." }"};
}

sub vcl_synth {
    if (req.method == "PURGE") {
        set resp.http.Content-Type = "text/plain";
        set resp.body = resp.reason + {"
"};
        return (deliver);
    }
    if (resp.status == 503) {
        set resp.http.Content-Type = "application/problem+json";
        set resp.http.Cache-Control = "no-store";
        set resp.http.Retry-After = "1";
        set resp.body = {"{"type":"urn:aisle:problem:unavailable","title":"Not available right now","status":503,"}
            + {""detail":"Aisle doesn't answer at the moment: try again." }"};
        return (deliver);
    }
}
