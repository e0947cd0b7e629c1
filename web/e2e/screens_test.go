package e2e_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/demo"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/webtest"
)

// TestScreens takes the pictures of every page when KANALKOLL_SCREENS says where they go; `make screens` does.
// KANALKOLL_DOCS names the folder of the few pictures that the guides show.
func TestScreens(t *testing.T) {
	to, docs := os.Getenv("KANALKOLL_SCREENS"), os.Getenv("KANALKOLL_DOCS")
	if to == "" && docs == "" {
		return // not a test of its own: the other tests look at the same pages
	}
	if docs != "" {
		documentScreens(t, docs)
	}
	if to == "" {
		return
	}
	h := newHouse(t)
	only := os.Getenv("KANALKOLL_SCREENS_ONLY") // a part of the pages' names, to look at one thing again
	for _, lang := range []string{"sv", "en"} {
		dir := filepath.Join(to, lang)
		if err := os.MkdirAll(dir, 0o750); err != nil {
			t.Fatal(err)
		}
		tabs := h.tabsIn(t, lang)
		for _, s := range samples {
			if strings.Contains(s.name, only) {
				b := tabs(s.role)
				s.showIn(h, b, lang)
				b.pictures(filepath.Join(dir, s.name))
			}
		}
		empty := h.emptyTab(t, true)
		if lang == "en" {
			empty.english()
		}
		for _, s := range samples {
			if s.empty && s.role != "" && strings.Contains(s.name+"-empty", only) {
				s.showIn(h, empty, lang)
				empty.pictures(filepath.Join(dir, s.name+"-empty"))
			}
		}
		for _, m := range mistakes() {
			if strings.Contains(m.name, only) {
				b := tabs(m.from.role)
				m.from.showIn(h, b, lang)
				b.send(m.to(h), m.values)
				b.pictures(filepath.Join(dir, m.name))
			}
		}
		b := tabs(identity.Reader)
		for name, path := range map[string]string{"forbidden": "/app/users", "not-found": "/app/finns-inte"} {
			if strings.Contains(name, only) {
				b.open(path)
				b.pictures(filepath.Join(dir, name))
			}
		}
	}
}

// tabsIn gives one tab for each role, in the language.
func (h *house) tabsIn(t testing.TB, lang string) func(identity.Role) *tab {
	open := map[identity.Role]*tab{}
	return func(role identity.Role) *tab {
		if open[role] == nil {
			open[role] = h.tab(t, role)
			if role != "" && lang == "en" {
				open[role].english()
			}
		}
		return open[role]
	}
}

// showIn opens the page in the language; staff pages are in the session's.
func (s sample) showIn(h *house, b *tab, lang string) {
	path := s.at(h)
	if s.role == "" && lang == "en" {
		path = inEnglish(path)
	}
	s.path = func(*house) string { return path }
	s.show(h, b)
}

// pictures takes the present page in each shape.
func (b *tab) pictures(name string) {
	b.t.Helper()
	for _, width := range []int64{wide, phone} {
		for _, scheme := range []string{"light", "dark"} {
			b.shape(width, scheme)
			raw := b.picture()
			if err := os.WriteFile(fmt.Sprintf("%s-%d-%s.png", name, width, scheme), raw, 0o600); err != nil {
				b.t.Fatal(err)
			}
		}
	}
	b.shape(wide, "light")
}

// picture takes the whole page as PNG.
func (b *tab) picture() []byte {
	b.t.Helper()
	ctx, cancel := b.within()
	defer cancel()
	raw, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatalf("%s: %v", b.address(), err)
	}
	return raw
}

// guidePicture is a page that a guide shows.
type guidePicture struct {
	sample
	who string // e-mail address of who looks at it, where it is not the first of the role
}

// answerer has a checklist that was sent back.
const answerer = "ingrid.holm@bjorkvik.example"

// documented are the pictures of the guides by their names, each of a page of the demo municipality.
var documented = map[string]guidePicture{
	"register":  {sample: sample{route: "/"}},
	"today":     {sample: sample{route: "/app", role: commons}},
	"accounts":  {sample: sample{route: "/app/accounts", role: operators}},
	"account":   {sample: sample{route: "/app/accounts/{ref}", role: commons, path: by("/app/accounts/*", as(register.Closing))}},
	"import":    {sample: sample{route: "/app/import/{id}", role: commons, path: by("/app/import/*", func(h *house) string { return h.faultyFile.String() })}},
	"log":       {sample: sample{route: "/app/log", role: admin}},
	"checklist": {sample: sample{path: ofChecklist(checklist.Returned, "")}, who: answerer},
	"point":     {sample: sample{path: ofChecklist(checklist.Returned, "/points/monitoring")}, who: answerer},
	"review":    {sample: sample{role: commons, path: ofChecklist(checklist.Submitted, "/review")}},
	"document":  {sample: sample{role: identity.Archivist, path: ofChecklist(checklist.Approved, "/document?number=2")}},
	"campaign":  {sample: sample{route: "/app/checklists/campaign", role: commons}},
	"templates": {sample: sample{role: commons, path: startup("")}},
	"duties":    {sample: sample{role: commons, path: by("/app/accounts/*/duties", as(register.Closing))}},
	"closing":   {sample: sample{role: commons, path: by("/app/accounts/*/steps/start_closing", as(register.Active))}},

	"roster":         {sample: sample{route: "/app/roster", role: commons}},
	"account-roster": {sample: sample{role: commons, path: watchedBy("Sara Lindqvist")}},
	"absence":        {sample: sample{role: commons, path: absenceOf("Lena Brandt")}},
	"timeline":       {sample: sample{route: "/app/roster/timeline", role: commons}},
	"leaving":        {sample: sample{role: commons, path: by("/app/people/*/leave", personNamed("Sara Lindqvist"))}},
	"custody":        {sample: sample{route: "/app/roster/custody", role: commons}},
	"calls":          {sample: sample{route: "/app/roster/crisis", role: commons}},
}

// personNamed gives the id of the demo's person of that name.
func personNamed(name string) func(*house) string {
	return func(h *house) string {
		people, err := h.site.App.People.People(h.ctx, name)
		if err != nil || len(people) != 1 {
			h.site.T.Fatalf("%d people are called %s: %v", len(people), name, err)
		}
		return people[0].ID.String()
	}
}

// watchedBy gives the address of the roster of the first account on which the demo's person of that name has a role.
func watchedBy(name string) func(*house) string {
	return func(h *house) string {
		held, err := h.site.App.Rosters.Holdings(h.ctx, uuid.MustParse(personNamed(name)(h)))
		if err != nil {
			h.site.T.Fatal(err)
		}
		for _, x := range held.List {
			if x.Kind == roster.HeldRole && x.Ref != "" {
				return "/app/accounts/" + x.Ref + "/roster"
			}
		}
		h.site.T.Fatalf("%s has no role on any account", name)
		return ""
	}
}

// absenceOf gives the address of the first absence of the demo's person of that name.
func absenceOf(name string) func(*house) string {
	return func(h *house) string {
		list, err := h.site.App.Rosters.Absences(h.ctx, roster.AbsenceFilter{PersonID: uuid.MustParse(personNamed(name)(h))})
		if err != nil || len(list.Absences) == 0 {
			h.site.T.Fatalf("%s is never away: %v", name, err)
		}
		return "/app/roster/absences/" + list.Absences[0].ID.String()
	}
}

// ofChecklist gives an address below the first startup checklist in a state.
func ofChecklist(state checklist.State, rest string) func(*house) string {
	return func(h *house) string {
		list, _, err := h.site.App.Checklists.List(h.ctx, checklist.Filter{State: state, Name: checklist.Startup, Limit: 1})
		if err != nil || len(list) == 0 {
			h.site.T.Fatalf("no checklist is %s: %v", state, err)
		}
		return "/app/checklists/" + list[0].ID.String() + rest
	}
}

// tabOf opens a tab in which the demo's login with the address is signed in.
func (h *house) tabOf(t testing.TB, email string) *tab {
	t.Helper()
	users, err := h.site.App.People.Users(h.ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range users {
		if u.Person.Email != email {
			continue
		}
		token, err := h.site.App.People.InviteAgain(h.ctx, u.ID)
		if err == nil {
			_, err = h.site.App.People.Accept(h.ctx, token, webtest.Password)
		}
		if err != nil {
			t.Fatal(err)
		}
		b := openTab(t, h.site.URL, "/"+demo.Slug)
		b.signIn(email)
		return b
	}
	t.Fatalf("%s has no login", email)
	return nil
}

// docsHeight is how much of a page a guide's picture keeps, in pixels of the screen.
const docsHeight = 900

// documentScreens takes the guides' pictures.
func documentScreens(t testing.TB, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	h := newDemo(t)
	h.faultyFile = h.start(t, "konton från skolorna.csv", faultyRows).ID
	tabs := h.tabsIn(t, "sv")
	own := map[string]*tab{}
	for name, s := range documented {
		b := own[s.who]
		switch {
		case s.who == "":
			b = tabs(s.role)
		case b == nil:
			b = h.tabOf(t, s.who)
			own[s.who] = b
		}
		if status := s.show(h, b); status != http.StatusOK {
			t.Fatalf("%s: %s is %d", name, b.address(), status)
		}
		raw, err := smaller(b.picture(), docsHeight)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".png"), raw, 0o644); err != nil { //nolint:gosec // a picture for everybody
			t.Fatal(err)
		}
	}
}

// docsWidth is how wide the guides' pictures are, in pixels.
const docsWidth = 900

// smaller keeps the picture's top and shrinks it: each pixel is the mean of what lies under it.
func smaller(raw []byte, height int) ([]byte, error) {
	src, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	r := src.Bounds()
	scale := float64(r.Dx()) / docsWidth
	dst := image.NewRGBA(image.Rect(0, 0, docsWidth, int(float64(min(height, r.Dy()))/scale)))
	for y := range dst.Rect.Dy() {
		for x := range docsWidth {
			dst.Set(x, y, mean(src, float64(x)*scale, float64(y)*scale, scale))
		}
	}
	var out bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, dst)
	return out.Bytes(), err
}

// mean gives the colour of a square of src, its rim counted by how much of it lies inside.
func mean(src image.Image, left, top, side float64) color.Color {
	var sum [3]float64
	var area float64
	for y := int(top); float64(y) < top+side; y++ {
		h := min(float64(y+1), top+side) - max(float64(y), top)
		for x := int(left); float64(x) < left+side; x++ {
			w := h * (min(float64(x+1), left+side) - max(float64(x), left))
			r, g, b, _ := src.At(x, y).RGBA()
			sum[0], sum[1], sum[2], area = sum[0]+w*float64(r), sum[1]+w*float64(g), sum[2]+w*float64(b), area+w
		}
	}
	// Two bits less of each colour than the screen has nobody sees, and the file is smaller.
	part := func(v float64) uint8 { return uint8(min(255, math.Round(v/area/257/4)*4)) }
	return color.RGBA{part(sum[0]), part(sum[1]), part(sum[2]), 255}
}
