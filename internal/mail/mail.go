// Package mail sends letters: by SMTP, or as .eml files where no server is set.
//
// Delivery is at least once. A letter has a fixed Message-ID, so that a repeat is known as such by mail programs and
// replaces the file on disk. Letters are what a program wrote, and say so in their headers.
package mail

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"kanalkoll/internal/clock"
)

// Address is a mailbox. Name may be empty.
type Address struct {
	Name  string
	Email string
}

// Message is a letter to one person.
type Message struct {
	ID         string  // the Message-ID without angle brackets, made of the delivery's id: "5f1c…@bjorkvik.se"
	To         Address //
	From       Address // empty: the sender's own
	Subject    string
	Text       string   // text/plain
	HTML       string   // empty: made of Text
	Lang       string   // "sv" or "en"; Swedish where empty
	References []string // earlier Message-IDs of the thread, without angle brackets, the oldest first
	// Unsubscribe is the address of a page that ends such letters; empty for letters that cannot be ended. Under https
	// it must take RFC 8058's one-click POST, without login or cookie.
	Unsubscribe string
}

// Sender sends letters. It is safe for use by several goroutines.
type Sender interface {
	// Send returns nil once the receiving server has taken the letter, or the file is on disk. See IsPermanent.
	Send(ctx context.Context, m Message) error
}

// IsPermanent reports whether sending the same letter again is of no use: the server refuses this recipient or this
// letter (5xx), or the letter itself is malformed. Everything else, a server that is down or refuses the sign-in
// included, is worth another try.
func IsPermanent(err error) bool {
	var p interface{ permanent() bool }
	return errors.As(err, &p) && p.permanent()
}

// malformed is a letter that must not be sent.
type malformed struct{ what string }

func (e *malformed) Error() string { return "mail: malformed " + e.what }
func (*malformed) permanent() bool { return true }

// Open gives the sender for smtpURL (see SMTP) or, where that is empty, for the folder dir (see Dir). Host is that of
// BASE_URL; letters come from kanalkoll@host unless smtpURL says otherwise.
func Open(smtpURL, dir, host string, clk clock.Clock) (Sender, error) {
	if net.ParseIP(host) != nil || host == "" {
		host = "localhost" // an address that mail programs show
	}
	from := Address{Name: "Kanalkoll", Email: "kanalkoll@" + host}
	if smtpURL == "" {
		return Dir(dir, from, clk), nil
	}
	return SMTP(smtpURL, from, clk)
}

var messageID = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+/=?^_{|}~.-]+@[A-Za-z0-9.-]+$`)

// check refuses whatever could add a header, and what no server takes.
func (m *Message) check() error {
	for what, s := range map[string]string{
		"subject": m.Subject, "recipient's name": m.To.Name, "sender's name": m.From.Name, "unsubscribe address": m.Unsubscribe,
	} {
		if strings.ContainsFunc(s, unicode.IsControl) {
			return &malformed{what}
		}
	}
	for what, a := range map[string]string{"recipient": m.To.Email, "sender": m.From.Email} {
		if !goodAddress(a) {
			return &malformed{what}
		}
	}
	for _, id := range append([]string{m.ID}, m.References...) {
		if len(id) > 250 || !messageID.MatchString(id) {
			return &malformed{"Message-ID"}
		}
	}
	if m.Subject == "" || m.Text == "" {
		return &malformed{"letter: subject or text is missing"}
	}
	return nil
}

// goodAddress takes a bare address only: no name, no comment, no list.
func goodAddress(s string) bool {
	if s == "" || len(s) > 254 || strings.ContainsFunc(s, unicode.IsControl) {
		return false
	}
	a, err := mail.ParseAddress(s)
	return err == nil && a.Name == "" && a.Address == s
}

// compose makes the letter with all its headers.
func compose(m Message, from Address, at time.Time) (*gomail.Msg, error) {
	if m.From.Email == "" {
		m.From = from
	}
	if m.Lang == "" {
		m.Lang = "sv"
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := msg.FromFormat(m.From.Name, m.From.Email); err != nil {
		return nil, &malformed{"sender"}
	}
	if err := msg.AddToFormat(m.To.Name, m.To.Email); err != nil {
		return nil, &malformed{"recipient"}
	}
	msg.Subject(m.Subject)
	msg.SetDateWithValue(at)
	msg.SetMessageIDWithValue(m.ID)
	if n := len(m.References); n > 0 {
		msg.SetGenHeaderPreformatted("References", "<"+strings.Join(m.References, ">\r\n <")+">")
		msg.SetGenHeaderPreformatted("In-Reply-To", "<"+m.References[n-1]+">")
	}
	msg.SetBulk()
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no answers by machines
	msg.SetGenHeader("Content-Language", m.Lang)
	if m.Unsubscribe != "" {
		if err := unsubscribe(msg, m.Unsubscribe); err != nil {
			return nil, err
		}
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	html := m.HTML
	if html == "" {
		html = htmlOf(m.Lang, m.Subject, m.Text)
	}
	msg.AddAlternativeString(gomail.TypeTextHTML, html)
	return msg, nil
}

func unsubscribe(msg *gomail.Msg, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(address, "<> ") {
		return &malformed{"unsubscribe address"}
	}
	if u.Scheme == "http" { // a machine of one's own: RFC 8058 knows https only
		msg.SetListUnsubscribe(address)
		return nil
	}
	if err := msg.SetListUnsubscribeOneClick(address); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return nil
}
