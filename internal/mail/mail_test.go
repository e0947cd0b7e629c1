package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	gomail "github.com/wneessen/go-mail"

	"kanalkoll/internal/clock"
)

var (
	clk  = clock.Fixed(time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC))
	from = Address{"Kanalkoll", "kanalkoll@bjorkvik.se"}
)

func letter() Message {
	return Message{
		ID:         "5f1c6b1e-30a5-4c58-9a3c-0b1f2d3e4a5b@bjorkvik.se",
		To:         Address{"Åsa Öberg", "asa.oberg@bjorkvik.se"},
		Subject:    "Påminnelse: kontot saknar kontakt, och det här är en lång rubrik för åäö",
		Text:       "Hej Åsa!\n\nKontot Öppna förskolan <Facebook> saknar kontakt.\nSe https://bjorkvik.se/app?a=1&b=2.\n\nHälsningar",
		References: []string{"first@bjorkvik.se", "second@bjorkvik.se"},
	}
}

// server is an SMTP server that keeps what it gets and refuses what it is told to.
type server struct {
	mu       sync.Mutex
	received [][]byte
	to       []string
	user     string
	refuse   map[string]*smtp.SMTPError // by command
}

func (s *server) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{s}, nil }

type session struct{ *server }

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != "hem/ligt" {
			return errors.New("wrong password")
		}
		s.user = user
		return nil
	}), nil
}

func (s *session) fail(command string) error {
	if e, ok := s.refuse[command]; ok {
		return e
	}
	return nil
}
func (s *session) Mail(string, *smtp.MailOptions) error { return s.fail("MAIL") }
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return s.fail("RCPT")
}
func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.received = append(s.received, b)
	return s.fail("DATA")
}
func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

// start serves on loopback, with STARTTLS where a certificate is given, and returns the address.
func start(t *testing.T, s *server, cert *tls.Config) string {
	t.Helper()
	srv := smtp.NewServer(s)
	srv.Domain, srv.AllowInsecureAuth, srv.TLSConfig = "localhost", true, cert
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close(); <-done })
	return l.Addr().String()
}

// parts gives headers, text and HTML of a letter as a mail program sees them.
func parts(t *testing.T, raw []byte) (h mail.Header, text, html string) {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("content type %s, %v", kind, err)
	}
	mr := multipart.NewReader(m.Body, params["boundary"])
	var bodies []string
	for _, want := range []string{"text/plain", "text/html"} {
		p, err := mr.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Header.Get("Content-Type"); !strings.HasPrefix(got, want) || !strings.Contains(strings.ToLower(got), "utf-8") {
			t.Errorf("part %s, want %s", got, want)
		}
		b, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, strings.ReplaceAll(string(b), "\r\n", "\n"))
	}
	if _, err := mr.NextRawPart(); !errors.Is(err, io.EOF) {
		t.Errorf("more than two parts: %v", err)
	}
	return m.Header, bodies[0], bodies[1]
}

func checkLetter(t *testing.T, raw []byte) {
	t.Helper()
	h, text, html := parts(t, raw)
	for name, want := range map[string]string{
		"Message-ID":               "<5f1c6b1e-30a5-4c58-9a3c-0b1f2d3e4a5b@bjorkvik.se>",
		"References":               "<first@bjorkvik.se> <second@bjorkvik.se>",
		"In-Reply-To":              "<second@bjorkvik.se>",
		"Auto-Submitted":           "auto-generated",
		"Precedence":               "bulk",
		"X-Auto-Response-Suppress": "All",
		"Content-Language":         "sv",
		"Date":                     "Mon, 23 Nov 2026 07:00:00 +0000",
		"From":                     `"Kanalkoll" <kanalkoll@bjorkvik.se>`,
		"Mime-Version":             "1.0",
		"List-Unsubscribe":         "",
		"List-Unsubscribe-Post":    "",
		"User-Agent":               "",
		"X-Mailer":                 "",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
	if err != nil || subject != letter().Subject {
		t.Errorf("subject %q, %v", subject, err)
	}
	if to, err := h.AddressList("To"); err != nil || len(to) != 1 || to[0].Name != "Åsa Öberg" || to[0].Address != "asa.oberg@bjorkvik.se" {
		t.Errorf("to %v, %v", to, err)
	}
	if text != letter().Text {
		t.Errorf("text %q", text)
	}
	for _, want := range []string{`<html lang="sv">`, "<p>Hej Åsa!</p>", "&lt;Facebook&gt; saknar kontakt.<br>\n",
		`<a href="https://bjorkvik.se/app?a=1&amp;b=2">https://bjorkvik.se/app?a=1&amp;b=2</a>.`} {
		if !strings.Contains(html, want) {
			t.Errorf("HTML lacks %q:\n%s", want, html)
		}
	}
	for line := range bytes.Lines(raw) {
		if len(line) > 998 || bytes.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
			t.Errorf("line that servers may spoil: %q", line)
		}
	}
}

func TestSMTP(t *testing.T) {
	s := &server{}
	sender, err := SMTP("smtp://"+start(t, s, nil), from, clk)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := sender.Send(t.Context(), letter()); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.received) != 2 || s.to[0] != "asa.oberg@bjorkvik.se" {
		t.Fatalf("%d letters, to %v", len(s.received), s.to)
	}
	for _, raw := range s.received { // a repeat carries the same Message-ID
		checkLetter(t, raw)
	}
}

func TestSMTPSignIn(t *testing.T) {
	s := &server{}
	addr := start(t, s, nil)
	sender, err := SMTP("smtp://anna:hem%2Fligt@"+addr+"?from=Bj%C3%B6rkvik+%3Csvara-ej@bjorkvik.se%3E", from, clk)
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), letter()); err != nil {
		t.Fatal(err)
	}
	h, _, _ := parts(t, s.received[0])
	if a, err := h.AddressList("From"); err != nil || a[0].Name != "Björkvik" || a[0].Address != "svara-ej@bjorkvik.se" || s.user != "anna" {
		t.Errorf("from %v, %v, signed in as %q", a, err, s.user)
	}
	wrong, err := SMTP("smtp://anna:gissat@"+addr, from, clk)
	if err != nil {
		t.Fatal(err)
	}
	err = wrong.Send(t.Context(), letter())
	if err == nil || IsPermanent(err) || strings.Contains(err.Error(), "gissat") {
		t.Errorf("a wrong password gives %v, permanent %t", err, IsPermanent(err))
	}
}

func TestTLS(t *testing.T) {
	web := httptest.NewUnstartedServer(nil) // for its certificate
	web.StartTLS()
	defer web.Close()
	s := &server{}
	addr := start(t, s, &tls.Config{Certificates: web.TLS.Certificates})
	sender, err := newSMTP("smtp://anna:hem%2Fligt@"+addr+"?tls=required", from, clk)
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), letter()); err == nil || IsPermanent(err) {
		t.Fatalf("an unknown certificate gives %v", err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(web.Certificate())
	sender.trust(&tls.Config{RootCAs: roots, ServerName: "example.com"})
	if err := sender.Send(t.Context(), letter()); err != nil {
		t.Fatal(err)
	}
	checkLetter(t, s.received[0])

	plain := &server{}
	sender, err = newSMTP("smtp://anna:hem%2Fligt@"+start(t, plain, nil)+"?tls=required", from, clk)
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), letter()); err == nil || IsPermanent(err) || len(plain.received) > 0 || plain.user != "" {
		t.Errorf("a server without TLS got the letter or the password: %v", err)
	}
}

func TestTLSPolicy(t *testing.T) {
	for _, c := range []struct {
		asked, host string
		credentials bool
		want        gomail.TLSPolicy
	}{
		{"", "smtp.bjorkvik.se", true, gomail.TLSMandatory},
		{"", "smtp.bjorkvik.se", false, gomail.TLSOpportunistic},
		{"required", "smtp.bjorkvik.se", false, gomail.TLSMandatory},
		{"none", "smtp.bjorkvik.se", true, gomail.NoTLS},
		{"", "127.0.0.1", true, gomail.NoTLS},
		{"", "::1", false, gomail.NoTLS},
		{"required", "localhost", false, gomail.TLSMandatory},
	} {
		if got, err := tlsPolicy(c.asked, c.host, c.credentials); err != nil || got != c.want {
			t.Errorf("%+v: %v, %v", c, got, err)
		}
	}
}

func TestPermanentAndTemporary(t *testing.T) {
	for name, c := range map[string]struct {
		command   string
		code      int
		permanent bool
	}{
		"unknown recipient": {"RCPT", 550, true}, "greylisted": {"RCPT", 451, false}, "letter refused": {"DATA", 554, true},
		"disk full": {"DATA", 452, false}, "sender refused": {"MAIL", 550, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := &server{refuse: map[string]*smtp.SMTPError{c.command: {Code: c.code, EnhancedCode: smtp.EnhancedCode{c.code / 100, 1, 1}, Message: "asa.oberg@bjorkvik.se: no"}}}
			sender, err := SMTP("smtp://"+start(t, s, nil), from, clk)
			if err != nil {
				t.Fatal(err)
			}
			err = sender.Send(t.Context(), letter())
			if err == nil || IsPermanent(err) != c.permanent {
				t.Errorf("%v, permanent %t", err, IsPermanent(err))
			}
			if strings.Contains(err.Error(), "asa") {
				t.Errorf("the error names the recipient: %v", err)
			}
		})
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	sender, err := SMTP("smtp://"+addr, from, clk)
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), letter()); err == nil || IsPermanent(err) {
		t.Errorf("a server that is down: %v, permanent %t", err, IsPermanent(err))
	}
	if IsPermanent(nil) {
		t.Error("no error is permanent")
	}
}

func TestMalformedLettersAreRefused(t *testing.T) {
	s := &server{}
	sender, err := SMTP("smtp://"+start(t, s, nil), from, clk)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "mail")
	for name, change := range map[string]func(*Message){
		"line break in subject":   func(m *Message) { m.Subject = "Hej\r\nBcc: x@example.se" },
		"line feed in subject":    func(m *Message) { m.Subject = "Hej\nBcc: x@example.se" },
		"line break in name":      func(m *Message) { m.To.Name = "Åsa\r\nBcc: x@example.se" },
		"line break in address":   func(m *Message) { m.To.Email = "asa@bjorkvik.se\r\nBcc: x@example.se" },
		"line break in sender":    func(m *Message) { m.From = Address{"a\nb", "a@bjorkvik.se"} },
		"several recipients":      func(m *Message) { m.To.Email = "a@bjorkvik.se, b@bjorkvik.se" },
		"no address":              func(m *Message) { m.To.Email = "asa" },
		"name in address":         func(m *Message) { m.To.Email = "Åsa <asa@bjorkvik.se>" },
		"no ID":                   func(m *Message) { m.ID = "" },
		"line break in ID":        func(m *Message) { m.ID = "a@b\r\nX: y" },
		"brackets in reference":   func(m *Message) { m.References = []string{"<a@b>"} },
		"path in ID":              func(m *Message) { m.ID = "../../a" },
		"unsubscribe: script":     func(m *Message) { m.Unsubscribe = "javascript:alert(1)" },
		"unsubscribe: line break": func(m *Message) { m.Unsubscribe = "https://a.se/\r\nX: y" },
		"no text":                 func(m *Message) { m.Text = "" },
	} {
		t.Run(name, func(t *testing.T) {
			m := letter()
			change(&m)
			for _, sender := range []Sender{sender, Dir(dir, from, clk)} {
				if err := sender.Send(t.Context(), m); err == nil || !IsPermanent(err) {
					t.Errorf("%T: %v", sender, err)
				}
			}
		})
	}
	if files, _ := filepath.Glob(dir + "/*"); len(s.received) > 0 || len(files) > 0 {
		t.Errorf("%d letters sent, %d written", len(s.received), len(files))
	}
}

func TestUnsubscribe(t *testing.T) {
	for address, post := range map[string]string{"https://bjorkvik.se/u/abc": "List-Unsubscribe=One-Click", "http://127.0.0.1:8080/u/abc": ""} {
		dir := t.TempDir()
		m := letter()
		m.Unsubscribe = address
		if err := Dir(dir, from, clk).Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(filepath.Join(dir, FileName(m.ID)))
		if err != nil {
			t.Fatal(err)
		}
		h, _, _ := parts(t, raw)
		if h.Get("List-Unsubscribe") != "<"+address+">" || h.Get("List-Unsubscribe-Post") != post {
			t.Errorf("%q, %q", h.Get("List-Unsubscribe"), h.Get("List-Unsubscribe-Post"))
		}
	}
}

func TestDir(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "mail")
	sender, err := Open("", dir, "bjorkvik.se", clk)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := sender.Send(t.Context(), letter()); err != nil {
			t.Fatal(err)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 || files[0].Name() != letter().ID+".eml" {
		t.Fatalf("files %v, %v", files, err)
	}
	if info, err := files[0].Info(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, files[0].Name()))
	if err != nil {
		t.Fatal(err)
	}
	checkLetter(t, raw)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sender.Send(ctx, letter()); err == nil || IsPermanent(err) {
		t.Errorf("a stopped worker: %v", err)
	}
	if a, b := FileName("a/b@c"), FileName("a_b@c"); a == b || strings.Contains(a, "/") || strings.HasPrefix(FileName(".a@b"), ".") {
		t.Errorf("names %q and %q", a, b)
	}
}

func TestOpen(t *testing.T) {
	for address, ok := range map[string]bool{
		"smtp://smtp.bjorkvik.se": true, "smtps://anna:hemligt@smtp.bjorkvik.se:465": true, "": true,
		"http://smtp.bjorkvik.se": false, "smtp://": false, "smtp://h:99999": false, "smtp://anna:hemligt@h?tls=perhaps": false,
		"smtp://anna:hemligt@h?from=ingen": false, "smtp://anna:hemligt@h:x": false,
	} {
		_, err := Open(address, t.TempDir(), "127.0.0.1", clk)
		if (err == nil) != ok {
			t.Errorf("%s: %v", address, err)
		}
		if err != nil && strings.Contains(err.Error(), "hemligt") {
			t.Errorf("the error holds the password: %v", err)
		}
	}
}
