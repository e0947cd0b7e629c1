package app

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"

	"github.com/go-chi/chi/v5/middleware"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/page"
)

// requestID names each request, for the log and for the error page. A caller's own id is not taken over: it would
// let strangers write into the log.
func requestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b [6]byte
		if _, err := rand.Read(b[:]); err != nil {
			panic(err) // the system's random source does not fail on supported systems
		}
		id := hex.EncodeToString(b[:])
		w.Header().Set("X-Request-Id", id)
		ctx := contextWithRequestID(r.Context(), id)
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// accessLog writes one line for each request. Paths of invitations and of calendars carry a secret and are cut.
func accessLog(log *slog.Logger, m *metrics, clk clock.Clock) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			start := clk.Now()
			ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
			next.ServeHTTP(ww, r)
			took := clk.Now().Sub(start)
			m.observe(r.Method, ww.Status(), took)
			log.InfoContext(r.Context(), "request", "method", r.Method, "path", loggable(r.URL.Path), "status", ww.Status(),
				"bytes", ww.BytesWritten(), "ms", took.Milliseconds())
		})
	}
}

func loggable(path string) string {
	for _, secret := range []string{"/invite/", "/calendar/"} {
		if i := strings.Index(path, secret); i >= 0 {
			return path[:i] + secret + "…"
		}
	}
	return path
}

// recoverPanic turns a panic into the general error page.
func recoverPanic(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler { //nolint:errorlint // the documented sentinel is compared by identity
				panic(v)
			}
			slog.ErrorContext(r.Context(), "panic", "value", fmt.Sprint(v), "stack", string(debug.Stack()))
			page.Fail(w, r, fmt.Errorf("panic: %v", v))
		}()
		next.ServeHTTP(w, r)
	})
}

// csp allows what the pages are made of and nothing else (OWASP ASVS 5.0, 3.4.3).
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"

func securityHeaders(https bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("Content-Security-Policy", csp)
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Referrer-Policy", "same-origin")
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
			if https {
				h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
			}
			next.ServeHTTP(w, r)
		})
	}
}

// sameOrigin stops changes that come from another site. There are no tokens: the browser says where a request is from.
func sameOrigin(next http.Handler) http.Handler {
	p := http.NewCrossOriginProtection()
	p.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page.Fail(w, r, &fault.Error{Kind: fault.ForbiddenKind, Key: "fault.cross_site"})
	}))
	return p.Handler(next)
}

// ClientIP gives the caller's address. A proxy on this machine or in a private network is believed about whom it
// speaks for; anybody else's X-Forwarded-For is not.
func ClientIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	addr, err := netip.ParseAddr(host)
	if err != nil || !addr.IsLoopback() && !addr.IsPrivate() {
		return host
	}
	forwarded := r.Header.Values("X-Forwarded-For")
	if len(forwarded) == 0 {
		return host
	}
	parts := strings.Split(forwarded[len(forwarded)-1], ",")
	last, err := netip.ParseAddr(strings.TrimSpace(parts[len(parts)-1]))
	if err != nil {
		return host
	}
	return last.String()
}
