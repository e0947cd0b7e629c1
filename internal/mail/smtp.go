package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"

	"kanalkoll/internal/clock"
)

// timeout bounds each step of a conversation with the server; the context bounds it all.
const timeout = 30 * time.Second

type smtpSender struct {
	from    Address
	clock   clock.Clock
	host    string
	options []gomail.Option
}

// SMTP gives a sender to the server at address:
//
//	smtp://user:password@host:587     STARTTLS; without a user and password the server may lack it
//	smtps://user:password@host:465    TLS from the start
//	?tls=required                     STARTTLS or nothing, also without a user
//	?tls=none                         never STARTTLS, for servers in the same room; on loopback that is the default
//	?from=kanalkoll@example.se        the sender, in place of from; "Name <address>" gives a name too
//
// Certificates are checked against the machine's authorities. Errors do not repeat the address.
func SMTP(address string, from Address, clk clock.Clock) (Sender, error) {
	return newSMTP(address, from, clk)
}

func newSMTP(address string, from Address, clk clock.Clock) (*smtpSender, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("SMTP_URL: must be smtp://host or smtps://host")
	}
	q := u.Query()
	if f := q.Get("from"); f != "" {
		a, err := mail.ParseAddress(f)
		if err != nil {
			return nil, errors.New("SMTP_URL: from is no e-mail address")
		}
		from = Address{Name: a.Name, Email: a.Address}
	}
	if !goodAddress(from.Email) {
		return nil, errors.New("SMTP_URL: the sender is no e-mail address; give one with ?from=")
	}
	s := &smtpSender{from: from, clock: clk, host: u.Hostname()}
	s.options = append(s.options, gomail.WithTimeout(timeout))
	port := 587
	if u.Scheme == "smtps" {
		port = 465
		s.options = append(s.options, gomail.WithSSL())
	} else {
		policy, err := tlsPolicy(q.Get("tls"), u.Hostname(), u.User != nil)
		if err != nil {
			return nil, err
		}
		s.options = append(s.options, gomail.WithTLSPolicy(policy))
	}
	if p := u.Port(); p != "" {
		if port, err = strconv.Atoi(p); err != nil || port < 1 || port > 65535 {
			return nil, errors.New("SMTP_URL: bad port")
		}
	}
	s.options = append(s.options, gomail.WithPort(port))
	if u.User != nil {
		password, _ := u.User.Password()
		auth := gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover)
		if u.Scheme == "smtp" && (q.Get("tls") == "none" || q.Get("tls") == "" && loopback(u.Hostname())) {
			auth = gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthCramMD5, gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc)
		}
		s.options = append(s.options, auth, gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	if _, err := gomail.NewClient(s.host, s.options...); err != nil {
		return nil, fmt.Errorf("SMTP_URL: %w", err)
	}
	return s, nil
}

// tlsPolicy never lets a password leave the machine in the clear unless told to.
func tlsPolicy(asked, host string, credentials bool) (gomail.TLSPolicy, error) {
	switch {
	case asked == "none", asked == "" && loopback(host):
		return gomail.NoTLS, nil
	case asked == "required", asked == "" && credentials:
		return gomail.TLSMandatory, nil
	case asked == "":
		return gomail.TLSOpportunistic, nil
	}
	return 0, errors.New("SMTP_URL: tls must be required or none")
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// trust replaces the machine's authorities, for tests.
func (s *smtpSender) trust(c *tls.Config) { s.options = append(s.options, gomail.WithTLSConfig(c)) }

// Send opens a connection for the one letter: reminders are few, and a connection kept open is one more thing to break.
func (s *smtpSender) Send(ctx context.Context, m Message) error {
	msg, err := compose(m, s.from, s.clock.Now())
	if err != nil {
		return err
	}
	client, err := gomail.NewClient(s.host, s.options...)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, msg)
	if err == nil || msg.IsDelivered() { // what fails after the server's 250, such as QUIT, must not send it twice
		return nil
	}
	var sending *gomail.SendError
	if errors.As(err, &sending) {
		return &refused{sending}
	}
	return fmt.Errorf("mail: %w", err)
}

// refused is what the server, or the line to it, said no to. Its text names the step and the codes but neither the
// recipient nor the server's words, which often repeat the recipient: it ends up in logs and job tables.
type refused struct{ cause *gomail.SendError }

func (e *refused) Error() string {
	s := "mail: " + e.cause.Reason.String()
	if c := e.cause.ErrorCode(); c != 0 {
		s += " " + strconv.Itoa(c)
	}
	if c := e.cause.EnhancedStatusCode(); c != "" {
		s += " " + c
	}
	return s
}

// permanent: the server refuses this recipient or this letter. A refused MAIL FROM is a setting to be put right.
func (e *refused) permanent() bool {
	switch e.cause.Reason {
	case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
		return e.cause.ErrorCode() >= 500
	case gomail.ErrGetSender, gomail.ErrGetRcpts:
		return true
	default:
		return false
	}
}
