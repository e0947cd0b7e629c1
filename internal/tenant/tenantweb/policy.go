package tenantweb

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// policyForm is the rules for accounts as typed.
type policyForm struct {
	Version                   int
	Hosts, PartSentence       string
	ReviewMonths, DutyMonths  string
	SelfApproval              bool
	Opens, Closes             string // hours and minutes: "08:00"
	OneResponsible            bool
	LeaverMonths              string
	DefaultHosts, DefaultPart string
	Who, When                 string
	Clashes                   []page.Clash
	Problems                  page.Problems
}

func policyFormOf(p tenant.Policy) policyForm {
	return policyForm{Version: p.Version, Hosts: strings.Join(p.Hosts, "\n"), PartSentence: p.PartSentence,
		ReviewMonths: strconv.Itoa(p.ReviewMonths), DutyMonths: strconv.Itoa(p.DutyMonths), SelfApproval: p.SelfApproval,
		Opens: clockTime(p.OpensAt), Closes: clockTime(p.ClosesAt), OneResponsible: p.OneResponsible, LeaverMonths: strconv.Itoa(p.LeaverMonths)}
}

func readPolicy(in url.Values) policyForm {
	return policyForm{Version: readVersion(in), Hosts: in.Get("hosts"), PartSentence: in.Get("part_sentence"),
		ReviewMonths: in.Get("review_months"), DutyMonths: in.Get("duty_months"), SelfApproval: in.Get("self_approval") != "",
		Opens: tidyTime(in.Get("opens_at")), Closes: tidyTime(in.Get("closes_at")), OneResponsible: in.Get("one_responsible") != "", LeaverMonths: in.Get("leaver_months")}
}

// readVersion: what is no number is a version that nothing has, and so a conflict. 0 is the policy that nobody has
// decided on yet.
func readVersion(in url.Values) int {
	v, err := strconv.Atoi(in.Get("version"))
	if err != nil {
		return -1
	}
	return v
}

func (f policyForm) apply(p *tenant.Policy) {
	p.Hosts = strings.Fields(strings.ReplaceAll(f.Hosts, ",", " "))
	p.PartSentence, p.SelfApproval = f.PartSentence, f.SelfApproval
	p.ReviewMonths, p.DutyMonths, p.LeaverMonths = months(f.ReviewMonths), months(f.DutyMonths), months(f.LeaverMonths)
	p.OpensAt, p.ClosesAt, p.OneResponsible = minutes(f.Opens), minutes(f.Closes), f.OneResponsible
}

// endOfDay is midnight at the end of a day; browsers have no 24:00 to choose, so that 23:59 is as good.
const endOfDay = 24 * 60

func clockTime(minutes int) string {
	minutes = min(minutes, endOfDay-1)
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}

// tidyTime writes a time of day as the browser does, and leaves what is none as it was typed.
func tidyTime(s string) string {
	if m := minutes(s); m >= 0 {
		return clockTime(m)
	}
	return s
}

// minutes reads a time of day, "8:00", "08.00" or "08:00:00", as minutes after midnight; what is none becomes one that
// is refused.
func minutes(s string) int {
	s = strings.ReplaceAll(strings.TrimSpace(s), ".", ":")
	for _, layout := range []string{"15:04", "15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Hour()*60 + t.Minute()
		}
	}
	return -1
}

// months reads a number; what is none becomes one that is refused.
func months(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return 0
	}
	return n
}

func (h *Handlers) policy(w http.ResponseWriter, r *http.Request) error {
	p, err := h.svc.Policy(r.Context())
	if err != nil {
		return err
	}
	return h.renderPolicy(w, r, http.StatusOK, policyFormOf(p), nil)
}

func (h *Handlers) renderPolicy(w http.ResponseWriter, r *http.Request, status int, form policyForm, f *fault.Error) error {
	ctx := r.Context()
	t, err := h.svc.Current(ctx)
	if err != nil {
		return err
	}
	form.DefaultHosts, form.DefaultPart = strings.Join(tenant.DefaultHosts(t), ", "), tenant.DefaultPartSentence(t)
	form.Problems = page.ProblemsOf(ctx, f, "")
	return page.Render(w, r, status, policyPage(form))
}

func (h *Handlers) savePolicy(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	form := readPolicy(in)
	p, err := h.svc.Policy(ctx)
	if err != nil {
		return err
	}
	form.apply(&p)
	switch err := h.svc.SavePolicy(ctx, p, form.Version); {
	case err == nil:
		page.SetFlash(ctx, "tenantweb.policy_saved")
		return page.SeeOther(w, r, page.URL(ctx, "/app/settings/policy"))
	case fault.Is(err, fault.ConflictKind):
		return h.policyClash(w, r, form, fault.As(err))
	case fault.Is(err, fault.InvalidKind):
		return h.renderPolicy(w, r, http.StatusUnprocessableEntity, form, fault.As(err))
	default:
		return err
	}
}

// policyClash shows what somebody else saved meanwhile beside what was typed; saving again is then a choice.
func (h *Handlers) policyClash(w http.ResponseWriter, r *http.Request, form policyForm, f *fault.Error) error {
	ctx := r.Context()
	now, err := h.svc.Policy(ctx)
	if err != nil {
		return err
	}
	t, err := h.svc.Current(ctx)
	if err != nil {
		return err
	}
	if form.Who, form.When, err = h.lastChange(ctx, t.ID); err != nil {
		return err
	}
	theirs := policyFormOf(now)
	for _, c := range []struct{ key, theirs, yours string }{
		{"tenantweb.policy_hosts", theirs.Hosts, form.Hosts}, {"tenantweb.policy_part", theirs.PartSentence, form.PartSentence},
		{"tenantweb.policy_review", theirs.ReviewMonths, form.ReviewMonths}, {"tenantweb.policy_duty", theirs.DutyMonths, form.DutyMonths},
		{"tenantweb.policy_opens", theirs.Opens, form.Opens}, {"tenantweb.policy_closes", theirs.Closes, form.Closes},
		{"tenantweb.policy_one", yesNo(ctx, theirs.OneResponsible), yesNo(ctx, form.OneResponsible)}, {"tenantweb.policy_leaver", theirs.LeaverMonths, form.LeaverMonths},
		{"tenantweb.policy_self", yesNo(ctx, theirs.SelfApproval), yesNo(ctx, form.SelfApproval)},
	} {
		if c.theirs != c.yours {
			form.Clashes = append(form.Clashes, page.Clash{Label: i18n.T(ctx, c.key), Theirs: c.theirs, Yours: c.yours})
		}
	}
	form.Version = now.Version
	return h.renderPolicy(w, r, http.StatusConflict, form, f)
}

func yesNo(ctx context.Context, yes bool) string {
	if yes {
		return i18n.T(ctx, "tenantweb.yes")
	}
	return i18n.T(ctx, "tenantweb.no")
}

// hostsHint says what counts while nothing is written.
func hostsHint(ctx context.Context, ours string) string {
	if ours == "" {
		return i18n.T(ctx, "tenantweb.policy_hosts_hint")
	}
	return i18n.T(ctx, "tenantweb.policy_hosts_hint") + " " + i18n.T(ctx, "tenantweb.policy_hosts_default", "Hosts", ours)
}
