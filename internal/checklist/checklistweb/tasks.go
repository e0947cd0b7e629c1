package checklistweb

import (
	"context"
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

// tasksView is a checklist's own page: its points in groups, what to do next, and what has happened.
type tasksView struct {
	*checklist.Sheet
	answers  bool // the principal may answer
	reviews  bool
	cases    bool
	problems page.Problems
	number   string // case number as typed
	now      clock.Date
}

func (h *Handlers) tasks(w http.ResponseWriter, r *http.Request) error {
	v, err := h.tasksOf(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, tasksPage(v))
}

// sheet gives the checklist of the address.
func (h *Handlers) sheet(r *http.Request) (*checklist.Sheet, error) {
	id, err := guard.ID(r)
	if err != nil {
		return nil, err
	}
	return h.svc.Get(r.Context(), id)
}

func (h *Handlers) tasksOf(r *http.Request) (*tasksView, error) {
	ctx := r.Context()
	s, err := h.sheet(r)
	if err != nil {
		return nil, err
	}
	return &tasksView{Sheet: s, answers: may(ctx, identity.ChecklistAnswer, s.Checklist), reviews: may(ctx, identity.ChecklistReview, s.Checklist),
		cases: may(ctx, identity.ChecklistCase, s.Checklist), number: s.CaseNumber, now: clock.On(h.clk.Now(), tenant.ZoneOf(ctx))}, nil
}

func (v *tasksView) writable() bool { return v.answers && !v.Locked() }

func (v *tasksView) head(ctx context.Context) page.Head {
	done, total, _ := v.Progress()
	h := page.Head{H1: title(ctx, v.Checklist), Title: nameWord(ctx, v.Name) + ", " + title(ctx, v.Checklist), Crumbs: crumbs(ctx), Problems: v.problems, Next: v.next(ctx),
		Under: page.Track(v.track(), v.trackSentence(ctx))}
	h.States = []page.State{{Kind: stateKind(v.Checklist), Text: stateWord(ctx, v.Checklist)}, {Text: nameWord(ctx, v.Name)},
		{Text: i18n.T(ctx, "checklistweb.progress", "Done", done, "Count", total)}}
	if h.Next == nil {
		h.States = append(h.States, page.State{Text: v.waits(ctx)})
	}
	return h
}

// reopens reports whether the principal may open the approved checklist again.
func (v *tasksView) reopens() bool {
	if v.Account.Status == register.Approved && v.Name == checklist.Startup {
		return v.reviews
	}
	return v.answers && (v.Account.Status.Open() || v.Name != checklist.Startup)
}

// waits says whom the checklist waits for.
func (v *tasksView) waits(ctx context.Context) string {
	switch {
	case v.Ended():
		return i18n.T(ctx, "checklistweb.waits.ended")
	case v.State == checklist.Submitted:
		return i18n.T(ctx, "checklistweb.waits.review")
	case v.State == checklist.Approved && !v.ReviewOn.IsZero():
		return i18n.T(ctx, "checklistweb.waits.until", "Date", i18n.Date(ctx, v.ReviewOn))
	case v.State == checklist.Approved:
		return i18n.T(ctx, "checklistweb.waits.nothing")
	}
	return i18n.T(ctx, "checklistweb.waits.unit", "Unit", v.UnitName)
}

func (v *tasksView) next(ctx context.Context) *page.Next {
	switch {
	case v.Ended():
		return nil
	case v.State == checklist.Submitted && v.reviews:
		return &page.Next{Text: i18n.T(ctx, "checklistweb.next.review"), Note: i18n.T(ctx, "checklistweb.next.review_note", "Date", day(ctx, v.SubmittedAt), "Who", v.Names[v.SubmittedBy]),
			ActionLabel: i18n.T(ctx, "checklistweb.next.review_act"), ActionHref: url(ctx, v.ID, "/review")}
	case v.State == checklist.Approved && v.Account.Status == register.Approved && identity.Of(ctx).MayIn(identity.AccountOpen, v.UnitID):
		return &page.Next{Text: i18n.T(ctx, "checklistweb.next.open"), Note: i18n.T(ctx, "checklistweb.next.open_note"),
			ActionLabel: i18n.T(ctx, "checklistweb.next.open_act"), ActionHref: page.URL(ctx, "/app/accounts/"+v.Ref)}
	case !v.writable():
		return nil
	}
	_, _, open := v.Progress()
	if len(open) == 0 {
		return &page.Next{Text: i18n.T(ctx, "checklistweb.next.submit"), Note: i18n.T(ctx, "checklistweb.next.submit_note"),
			ActionLabel: i18n.T(ctx, "checklistweb.submit.act"), ActionHref: url(ctx, v.ID, "/submit")}
	}
	it := first(open)
	text, act := "checklistweb.next.answer", "checklistweb.next.answer_act"
	if it.Answer.Verdict == checklist.Back {
		text, act = "checklistweb.next.correct", "checklistweb.next.correct_act"
	}
	n := &page.Next{Text: i18n.T(ctx, text, "Number", it.Number, "Name", it.Point.Name.In(i18n.Lang(ctx))),
		ActionLabel: i18n.T(ctx, act, "Number", it.Number), ActionHref: v.pointURL(ctx, it)}
	if left := len(open) - 1; left > 0 {
		n.Note = i18n.T(ctx, "checklistweb.next.left", "Count", left)
	} else {
		n.Note = i18n.T(ctx, "checklistweb.next.last")
	}
	return n
}

// first gives the point to begin with: one that was sent back, one that is begun or objected to, else the first that can
// be answered.
func first(open []*checklist.Item) *checklist.Item {
	best, rank := open[0], 9
	for _, it := range open {
		r := 3
		switch {
		case it.Answer.Verdict == checklist.Back:
			r = 0
		case it.State == checklist.Attention:
			r = 1
		case it.State == checklist.Begun:
			r = 2
		case it.State == checklist.Blocked:
			r = 4
		}
		if r < rank {
			best, rank = it, r
		}
	}
	return best
}

func (v *tasksView) pointURL(ctx context.Context, it *checklist.Item) string {
	return pointURL(ctx, v.ID, it.Point.Key)
}

func pointURL(ctx context.Context, id uuid.UUID, key string) string {
	return url(ctx, id, "/points/"+key)
}

// taskKind gives the shape of a point's state.
func taskKind(it *checklist.Item) page.Kind {
	switch {
	case it.Answer.Verdict == checklist.Back:
		return page.Returned
	case it.State == checklist.Done:
		return page.Done
	case it.State == checklist.Attention:
		return page.Fix
	case it.State == checklist.Begun:
		return page.Going
	case it.State == checklist.Blocked:
		return page.Blocked
	}
	return page.Fresh
}

func (v *tasksView) groups(ctx context.Context) []page.TaskGroup {
	lang := i18n.Lang(ctx)
	var groups []page.TaskGroup
	for i, sec := range v.Template.Content.Sections {
		g := page.TaskGroup{ID: "group-" + strconv.Itoa(i+1), Title: sec.Title.In(lang)}
		done := 0
		for _, it := range v.Items {
			if it.Section != i {
				continue
			}
			if it.State == checklist.Done {
				done++
			}
			g.Tasks = append(g.Tasks, v.task(ctx, it))
		}
		if len(g.Tasks) == 0 {
			continue
		}
		g.Done = i18n.T(ctx, "checklistweb.group_done", "Done", done, "Count", len(g.Tasks))
		groups = append(groups, g)
	}
	return groups
}

func (v *tasksView) task(ctx context.Context, it *checklist.Item) page.Task {
	lang := i18n.Lang(ctx)
	t := page.Task{Number: it.Number, Title: it.Point.Name.In(lang), Hint: it.Point.Hint.In(lang), Kind: taskKind(it), Href: v.pointURL(ctx, it)}
	switch {
	case it.State == checklist.Blocked:
		t.Href = ""
		t.Hint = i18n.T(ctx, "checklistweb.blocked", "Number", it.Waits[0].Number, "Name", it.Waits[0].Point.Name.In(lang))
	case it.State == checklist.Attention && it.Answer.Verdict != checklist.Back && len(it.Objections) > 0:
		t.Comment = it.Objections[0].Words(ctx)
	}
	if !it.Point.Mandatory {
		t.Hint += " " + i18n.T(ctx, "checklistweb.voluntary")
	}
	if it.Answer.Version > 0 {
		t.Hint += " " + i18n.T(ctx, "checklistweb.answered_by", "Who", v.who(ctx, it.Answer.SavedBy), "Date", day(ctx, it.Answer.SavedAt))
	}
	if name := v.Names[it.Answer.AssigneeID]; name != "" && it.State != checklist.Done {
		t.Hint += " " + i18n.T(ctx, "checklistweb.handed_to", "Who", name)
	}
	if it.Answer.Verdict == checklist.Back {
		if r, ok := v.lastReturn(it.Point.Key); ok {
			t.Comment, t.CommentWho = r.Text, v.who(ctx, r.By)+", "+day(ctx, r.At)
		}
	}
	return t
}

// lastReturn gives what the reviewer last said against the point.
func (v *tasksView) lastReturn(key string) (checklist.Remark, bool) { return lastReturn(v.Sheet, key) }

func lastReturn(s *checklist.Sheet, key string) (found checklist.Remark, ok bool) {
	for _, r := range s.Remarks {
		if r.Point == key && r.Kind == "returned" {
			found, ok = r, true
		}
	}
	return found, ok
}

// who names a login; operators have none.
func (v *tasksView) who(ctx context.Context, id uuid.UUID) string { return whoOf(ctx, v.Sheet, id) }

func whoOf(ctx context.Context, s *checklist.Sheet, id uuid.UUID) string {
	if n := s.Names[id]; n != "" {
		return n
	}
	if id == uuid.Nil {
		return i18n.T(ctx, "register.who_operator")
	}
	return i18n.T(ctx, "register.who_gone")
}

func (v *tasksView) track() [][]page.TrackPart {
	var groups [][]page.TrackPart
	section := -1
	for _, it := range v.Items {
		if it.Section != section {
			groups, section = append(groups, nil), it.Section
		}
		last := len(groups) - 1
		groups[last] = append(groups[last], page.TrackPart{Label: strconv.Itoa(it.Number), Kind: taskKind(it)})
	}
	return groups
}

func (v *tasksView) trackSentence(ctx context.Context) string {
	done, total, open := v.Progress()
	s := i18n.T(ctx, "checklistweb.track", "Done", done, "Count", total)
	for _, it := range open {
		s += " " + i18n.T(ctx, "checklistweb.track_point", "Number", it.Number, "State", taskKind(it).Word(ctx))
	}
	return s
}
