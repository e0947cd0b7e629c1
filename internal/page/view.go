package page

import (
	"context"
	"math"
	"strconv"

	"github.com/a-h/templ"

	"kanalkoll/internal/i18n"
)

// TaskGroup is a titled part of a TaskList; Done says "3 av 4 klara".
type TaskGroup struct {
	ID    string
	Title string
	Done  string
	Tasks []Task
}

// Task is one row: a number, a link that begins with a verb, a hint and a state. Comment is shown under a
// returned point.
type Task struct {
	Number     int
	Title      string
	Href       string
	Hint       string
	Kind       Kind
	Word       string // default: the state's own
	Comment    string
	CommentWho string
}

// TrackPart is one part of a Track; Label is its number.
type TrackPart struct {
	Label string
	Kind  Kind
}

// Row is one row of a Summary. Body takes the place of Value where it must hold more than text.
type Row struct {
	Term  string
	Value string
	Body  templ.Component
	Act   Link
}

// SortCol is a column head that sorts. Dir is "ascending", "descending" or "" for the others.
type SortCol struct {
	Label   string
	Href    string
	Dir     string
	Numeric bool
}

// Reading is a figure with its bar. Of is "av 40"; Parts always come in the order well, to do, warning, bad.
type Reading struct {
	Label  string
	Value  string
	Of     string
	Note   string
	Parts  []Part
	Spoken string // what the bar says: "24 godkända, 6 att granska"
}

// Part is a share of a Bar; N is how many.
type Part struct {
	Kind Kind
	N    int
}

type rect struct{ class, x, width string }

// rects lays the parts out over 100 units. Every part that exists is seen, however small.
func rects(parts []Part) []rect {
	const space, least = 0.6, 1.5
	total, shown := 0, 0
	for _, p := range parts {
		if p.N > 0 {
			total += p.N
			shown++
		}
	}
	if total == 0 {
		return []rect{{"fill-none", "0", "100"}}
	}
	room := 100 - space*float64(shown-1)
	small, rest := 0.0, 0
	for _, p := range parts {
		if w := room * float64(p.N) / float64(total); p.N > 0 && w < least {
			small += least
		} else {
			rest += p.N
		}
	}
	var out []rect
	x := 0.0
	for _, p := range parts {
		if p.N <= 0 {
			continue
		}
		w := room * float64(p.N) / float64(total)
		if w < least {
			w = least
		} else {
			w = (room - small) * float64(p.N) / float64(rest)
		}
		out = append(out, rect{"fill-" + p.Kind.fill(), decimal(x), decimal(w)})
		x += w + space
	}
	return out
}

func decimal(f float64) string {
	return strconv.FormatFloat(math.Round(f*100)/100, 'f', -1, 64)
}

func (k Kind) fill() string {
	switch looks[k].tone {
	case "todo", "warn", "bad":
		return looks[k].tone
	}
	return "ok"
}

// QueueItem is one thing that waits, with its act.
type QueueItem struct {
	Title string
	Line  string // platform and month
	Meta  string // date and size
	State State  // of something else that matters here; none where it says nothing
	Act   Link
}

// Event is a row of a Timeline. Body takes the place of Text where it holds links.
type Event struct {
	When     string // "i dag 8.42"
	Datetime string // ISO 8601
	Text     string
	Body     templ.Component
}

// ImportValue is a cell of an import preview: the value as in the file, and where there is a problem the
// message with the choice or field beneath. Kind is Fix, Double or Plain.
type ImportValue struct {
	Value   string
	Kind    Kind
	Message string
	Control templ.Component
}

func (v ImportValue) class() string {
	switch looks[v.Kind].tone {
	case "bad":
		return "x"
	case "warn":
		return "w"
	}
	return ""
}

// File is a row of a FileList. State is text: "62 av 612 MB". Acts: Remove posts, Resume links; "" leaves out.
type File struct {
	Name   string
	Size   string
	State  string
	Remove string
	Resume string
}

// Pager tells where in a list the page is; Href gives the address of a page, counted from 1.
type Pager struct {
	Page  int
	Pages int
	Href  func(page int) string
}

// numbers gives the pages to show, 0 for a gap: first, last, and the present with its neighbours.
func (p Pager) numbers() []int {
	var out []int
	last := 0
	for n := 1; n <= p.Pages; n++ {
		if n != 1 && n != p.Pages && (n < p.Page-1 || n > p.Page+1) {
			continue
		}
		switch {
		case n == last+3: // a gap of one page would hide what it takes as much room to show
			out = append(out, last+1, last+2)
		case n == last+2:
			out = append(out, last+1)
		case n > last+1:
			out = append(out, 0)
		}
		out = append(out, n)
		last = n
	}
	return out
}

// AnswerKind is what the register says about an address.
type AnswerKind string

// The answers.
const (
	AnswerYes     AnswerKind = "yes"
	AnswerWas     AnswerKind = "was"
	AnswerUnknown AnswerKind = "unk"
)

// Undo describes an act that cannot be undone, for ConfirmPage.
type Undo struct {
	Happens []string // what happens
	Stays   []string // what stays
	Action  string   // where the form posts to
	Act     string   // the button, which repeats the act: "Avsluta kontot"
	Back    Link     // the way out
}

// Clash is a field that somebody else changed while one was writing.
type Clash struct {
	Label  string
	Theirs string
	Yours  string
}

// stepClass marks the steps of a Stepper that are behind.
func stepClass(i, current int) string {
	if i < current {
		return "done"
	}
	return ""
}

func orNothing(ctx context.Context, s string) string {
	if s == "" {
		return i18n.T(ctx, "page.nothing")
	}
	return s
}
