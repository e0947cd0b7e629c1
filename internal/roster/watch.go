package roster

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/tenant"
)

// Unsaid stands for minutes that nobody has estimated or set aside.
const Unsaid = -1

// Watch is how fast an account answers, when it is watched, and the time that takes (C5, C6).
type Watch struct {
	AccountID   uuid.UUID
	Target      int    // minutes of office hours; 0: one working day, which is the bound
	Hours       string // when it is watched, in words; public
	MinutesWeek int    // estimated; Unsaid: nobody has
	Version     int    // 0: nobody has said anything
	UpdatedAt   time.Time
}

// WatchSheet is an account's watch and what bounds it.
type WatchSheet struct {
	Account Account
	Watch   Watch
	Bound   int // minutes of office hours in a working day: no account may take longer to answer
}

// Choices of the answering target besides minutes.
const (
	TargetDay = "day" // one working day
	TargetOwn = "own" // as typed
)

// WatchInput is a watch as typed. Faults stand at target, target_own, hours and minutes_week.
type WatchInput struct {
	Target      string // TargetDay, TargetOwn or minutes
	TargetOwn   string // a length of time
	Hours       string
	MinutesWeek string // a length of time; empty: nobody has estimated it
}

// ownTarget is the target as long as the bound allows it: office hours may have become shorter since it was set.
func (w Watch) ownTarget(bound int) int {
	if w.Target >= bound {
		return 0
	}
	return w.Target
}

// TargetWord says how soon an account answers: "inom 2 h på kontorstid", "inom en arbetsdag".
func (s *WatchSheet) TargetWord(ctx context.Context) string {
	if t := s.Watch.ownTarget(s.Bound); t > 0 {
		return i18n.T(ctx, "roster.target_within", "Time", MinutesWord(ctx, t))
	}
	return i18n.T(ctx, "roster.target_day")
}

// ProposedTarget is how soon people expect an answer on the platform, in minutes of office hours; 0: within a day. Where
// talk is quick a day is long.
func ProposedTarget(n platform.Name) int {
	switch n {
	case "x", "threads", "bluesky", "mastodon", "whatsapp", "telegram", "twitch", "discord", "snapchat":
		return 2 * 60
	case "facebook", "instagram", "tiktok", "linkedin", "reddit", "weibo":
		return 4 * 60
	}
	return 0
}

// WatchOf gives an account's watch. An account that the principal may not see is NotFound.
func (s *Service) WatchOf(ctx context.Context, ref string) (*WatchSheet, error) {
	if err := identity.Require(ctx, identity.RosterView); err != nil {
		return nil, err
	}
	var sheet *WatchSheet
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		a, err := within(ctx, tx, identity.RosterView, ref, false)
		if err != nil {
			return err
		}
		sheet, err = watchTx(ctx, tx, accountOf(a))
		return err
	})
	return sheet, err
}

// PublicWatch is WatchOf for anybody, of an account that is open to the public; nil where nobody has said anything about it.
func (s *Service) PublicWatch(ctx context.Context, account uuid.UUID) (*WatchSheet, error) {
	var sheet *WatchSheet
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		a, err := openAccount(ctx, tx, account)
		if err != nil || a == nil {
			return err
		}
		if sheet, err = watchTx(ctx, tx, *a); err == nil && sheet.Watch.Version == 0 {
			sheet = nil
		}
		return err
	})
	return sheet, err
}

func watchTx(ctx context.Context, tx *postgres.Tx, a Account) (*WatchSheet, error) {
	policy, err := tenant.PolicyTx(ctx, tx, tenant.Of(ctx))
	if err != nil {
		return nil, err
	}
	m, err := selectWatches(ctx, tx, []uuid.UUID{a.ID})
	if err != nil {
		return nil, err
	}
	sheet := &WatchSheet{Account: a, Bound: policy.ClosesAt - policy.OpensAt, Watch: Watch{AccountID: a.ID, MinutesWeek: Unsaid}}
	if w, ok := m[a.ID]; ok {
		sheet.Watch = w
	}
	return sheet, nil
}

// SaveWatch writes an account's watch, read at the version. Stale is a Conflict.
func (s *Service) SaveWatch(ctx context.Context, ref string, version int, in WatchInput) error {
	if err := identity.Require(ctx, identity.RosterEdit); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		a, err := within(ctx, tx, identity.RosterEdit, ref, true)
		if err != nil {
			return err
		}
		sheet, err := watchTx(ctx, tx, accountOf(a))
		if err != nil {
			return err
		}
		w, bad := readWatch(in, sheet.Bound)
		if len(bad) > 0 {
			return fault.Invalid(bad...)
		}
		w.AccountID, w.Version = a.ID, version
		ok, err := saveWatch(ctx, tx, w)
		if err != nil {
			return err
		}
		if !ok {
			return fault.Conflict("roster.watch_stale")
		}
		old := sheet.Watch
		return audit.Write(ctx, tx, audit.Entry{Action: "roster.watch", ObjectKind: "account", ObjectID: a.ID, Changes: changed(
			"target", old.Target != w.Target, "hours", old.Hours != w.Hours, "minutes_week", old.MinutesWeek != w.MinutesWeek)})
	})
}

func readWatch(in WatchInput, bound int) (Watch, []fault.Field) {
	w := Watch{MinutesWeek: Unsaid}
	var bad []fault.Field
	field, target := "target", in.Target
	if target == TargetOwn {
		field, target = "target_own", in.TargetOwn
	}
	minutes, ok := ParseMinutes(target)
	switch {
	case in.Target == TargetDay:
	case !ok && field == "target":
		bad = append(bad, fault.Bad(field, "roster.choose"))
	case !ok:
		bad = append(bad, fault.Bad(field, "roster.minutes_bad"))
	case minutes < 1:
		bad = append(bad, fault.Bad(field, "roster.target_none"))
	case minutes > bound:
		bad = append(bad, fault.Bad(field, "roster.target_long", "Hours", bound/60, "Minutes", bound%60))
	case minutes < bound:
		w.Target = minutes
	}
	w.Hours, bad = freeText("hours", in.Hours, maxHours, bad)
	w.MinutesWeek, bad = readMinutes("minutes_week", in.MinutesWeek, maxEstimate, bad)
	return w, bad
}

// Longest times in a week, in minutes: what a handful of people can do, and what one can.
const (
	maxEstimate = 10000
	maxSetAside = 3000
)

// readMinutes reads a length of time in a week; nothing typed is Unsaid.
func readMinutes(field, value string, most int, bad []fault.Field) (int, []fault.Field) {
	if strings.TrimSpace(value) == "" {
		return Unsaid, bad
	}
	n, ok := ParseMinutes(value)
	switch {
	case !ok:
		return Unsaid, append(bad, fault.Bad(field, "roster.minutes_bad"))
	case n > most:
		return Unsaid, append(bad, fault.Bad(field, "roster.minutes_many", "Hours", most/60))
	}
	return n, bad
}

// InputOfWatch gives a watch as a form holds it.
func InputOfWatch(ctx context.Context, s *WatchSheet) WatchInput {
	in := WatchInput{Target: TargetDay, Hours: s.Watch.Hours}
	switch t := s.Watch.ownTarget(s.Bound); {
	case t == 0:
	case slices.Contains(TargetChoices(s.Bound), t):
		in.Target = strconv.Itoa(t)
	default:
		in.Target, in.TargetOwn = TargetOwn, MinutesWord(ctx, t)
	}
	if s.Watch.MinutesWeek != Unsaid {
		in.MinutesWeek = MinutesWord(ctx, s.Watch.MinutesWeek)
	}
	return in
}

// TargetChoices are the targets in minutes that forms offer, shorter than the bound.
func TargetChoices(bound int) []int {
	var list []int
	for _, n := range []int{60, 120, 240} {
		if n < bound {
			list = append(list, n)
		}
	}
	return list
}
