// Package ical writes calendars of whole days that calendar programs subscribe to (RFC 5545, RFC 7986).
package ical

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"kanalkoll/internal/clock"
)

// ContentType is what a calendar is sent as.
const ContentType = "text/calendar; charset=utf-8"

// Calendar is one feed.
type Calendar struct {
	Product string        // which program wrote it: "-//Kanalkoll//SV"
	Name    string        // what people call it
	Refresh time.Duration // how often it is worth asking again, in whole hours
	Events  []Event
}

// Event is something on whole days, both included, that keeps nobody from being booked.
type Event struct {
	UID         string // the same for as long as it is the same thing
	First, Last clock.Date
	Changed     time.Time
	Version     int // grows with every change
	Cancelled   bool
	Summary     string
	Description string // several lines, or empty
	URL         string // absolute, or empty
}

const (
	stampLayout = "20060102T150405Z"
	dayLayout   = "20060102"
)

// Bytes writes the calendar. The same calendar always gives the same bytes.
func (c Calendar) Bytes() []byte {
	var w writer
	refresh := fmt.Sprintf("PT%dH", int(c.Refresh.Hours()))
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.text("PRODID", c.Product)
	w.line("CALSCALE", "GREGORIAN")
	w.text("NAME", c.Name)
	w.text("X-WR-CALNAME", c.Name) // what Google and Outlook read
	w.line("REFRESH-INTERVAL;VALUE=DURATION", refresh)
	w.line("X-PUBLISHED-TTL", refresh) // what Outlook reads
	for _, e := range c.Events {
		w.event(e)
	}
	w.line("END", "VCALENDAR")
	return w.Bytes()
}

func (w *writer) event(e Event) {
	changed := e.Changed.UTC().Format(stampLayout)
	status := "CONFIRMED"
	if e.Cancelled {
		status = "CANCELLED"
	}
	w.line("BEGIN", "VEVENT")
	w.text("UID", e.UID)
	w.line("DTSTAMP", changed) // without METHOD it is when the event was last changed (RFC 5545, 3.8.7.2)
	w.line("LAST-MODIFIED", changed)
	w.line("SEQUENCE", strconv.Itoa(e.Version))
	w.line("STATUS", status)
	w.line("DTSTART;VALUE=DATE", e.First.Time().Format(dayLayout))
	w.line("DTEND;VALUE=DATE", e.Last.AddDays(1).Time().Format(dayLayout)) // the day after the last
	w.text("SUMMARY", e.Summary)
	if e.Description != "" {
		w.text("DESCRIPTION", e.Description)
	}
	if e.URL != "" {
		w.line("URL", printable(e.URL))
	}
	w.line("TRANSP", "TRANSPARENT")
	w.line("END", "VEVENT")
}

type writer struct{ bytes.Buffer }

// text writes a property whose value is text.
func (w *writer) text(name, value string) { w.line(name, escaper.Replace(lines(value))) }

var escaper = strings.NewReplacer(`\`, `\\`, `;`, `\;`, `,`, `\,`, "\n", `\n`)

// maxOctets is the longest line, without its end.
const maxOctets = 75

// line writes a property, folded so that no line is longer than maxOctets and no character is torn.
func (w *writer) line(name, value string) {
	rest, room := name+":"+value, maxOctets
	for len(rest) > room {
		cut := room
		for !utf8.RuneStart(rest[cut]) {
			cut--
		}
		w.WriteString(rest[:cut] + "\r\n ")
		rest, room = rest[cut:], maxOctets-1 // the blank counts
	}
	w.WriteString(rest + "\r\n")
}

// lines gives the text with plain ends of lines and without what a calendar may not hold.
func lines(s string) string {
	return clean(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s), '\n')
}

// printable gives the text without ends of lines and other control characters.
func printable(s string) string { return clean(s, -1) }

// clean drops control characters but tabs and keep; bytes that are no text become U+FFFD.
func clean(s string, keep rune) string {
	return strings.Map(func(r rune) rune {
		if r != '\t' && r != keep && (r < ' ' || r == 0x7f) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
