package registerweb

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/tenant"
)

var kinds = map[register.Status]page.Kind{
	register.Draft: page.Draft, register.Submitted: page.Submitted, register.Returned: page.Returned, register.Approved: page.Approved,
	register.Active: page.Open, register.Closing: page.Closing, register.Closed: page.Ended, register.Rejected: page.Rejected,
	register.Withdrawn: page.Withdrawn,
}

// statusWord gives the state of an account in a word.
func statusWord(ctx context.Context, s register.Status) string {
	return i18n.T(ctx, "registerweb.status."+string(s))
}

// label gives a field's name as it stands before it.
func label(ctx context.Context, field string) string {
	return i18n.T(ctx, "registerweb.field."+field)
}

// inSentence is label within a sentence.
func inSentence(ctx context.Context, field string) string {
	l := []rune(label(ctx, field))
	return strings.ToLower(string(l[:1])) + string(l[1:])
}

// languages are the choices for an account's language: Swedish, English, the national minority languages and those
// that municipalities most often write in.
var languages = []string{"sv", "en", "fi", "fit", "se", "rom", "yi", "ar", "so", "fa", "uk", "pl", "de"}

func languageWord(ctx context.Context, code string) string {
	if slices.Contains(languages, code) {
		return i18n.T(ctx, "registerweb.lang."+code)
	}
	return code
}

func languageOptions(ctx context.Context, current string) []page.Option {
	opts := []page.Option{{Label: i18n.T(ctx, "registerweb.form.not_given")}}
	for _, l := range languages {
		opts = append(opts, page.Option{Value: l, Label: languageWord(ctx, l)})
	}
	if current != "" && !slices.Contains(languages, current) {
		opts = append(opts, page.Option{Value: current, Label: current}) // came by import
	}
	return opts
}

func kindWord(ctx context.Context, kind string) string {
	if !slices.Contains(register.Kinds, kind) {
		return kind
	}
	return i18n.T(ctx, "registerweb.kind."+kind)
}

func kindOptions(ctx context.Context) []page.Option {
	opts := []page.Option{{Label: i18n.T(ctx, "registerweb.form.not_given")}}
	for _, k := range register.Kinds {
		opts = append(opts, page.Option{Value: k, Label: kindWord(ctx, k)})
	}
	return opts
}

func crisisOptions(ctx context.Context) []page.Option {
	opts := []page.Option{}
	for _, u := range register.CrisisUses {
		opts = append(opts, page.Option{Value: u, Label: ValueWord(ctx, "crisis_use", u)})
	}
	return append(opts, page.Option{Label: i18n.T(ctx, "registerweb.form.not_given")})
}

func senderWord(ctx context.Context, sender string) string {
	if !slices.Contains(register.Senders, sender) {
		return sender
	}
	return i18n.T(ctx, "registerweb.sender."+sender)
}

func senderOptions(ctx context.Context) []page.Option {
	opts := []page.Option{}
	for _, s := range register.Senders {
		opts = append(opts, page.Option{Value: s, Label: senderWord(ctx, s)})
	}
	return append(opts, page.Option{Label: i18n.T(ctx, "registerweb.form.not_given")})
}

// PlatformOptions gives all platforms, or those among which narrow has some.
func PlatformOptions(ctx context.Context, first string, narrow map[platform.Name]int) []page.Option {
	opts := []page.Option{{Label: first}}
	for _, n := range platform.Names() {
		if narrow == nil || narrow[n] > 0 {
			opts = append(opts, page.Option{Value: string(n), Label: register.PlatformLabel(ctx, n)})
		}
	}
	return opts
}

// UnitOptions gives the units in which the context's principal may do a, as a tree.
func UnitOptions(ctx context.Context, units []tenant.Unit, a identity.Action, first string) []page.Option {
	opts := []page.Option{{Label: first}}
	for _, u := range units {
		if identity.Of(ctx).MayIn(a, u.ID) {
			opts = append(opts, page.Option{Value: u.ID.String(), Label: strings.Repeat("\u00a0\u00a0\u00a0", u.Depth) + u.Name})
		}
	}
	return opts
}

// unitName gives a unit's name; one that is gone is said to be.
func unitName(ctx context.Context, units []tenant.Unit, id string) string {
	if parsed, err := uuid.Parse(id); err == nil {
		if u, ok := tenant.FindUnit(units, parsed); ok {
			return u.Name
		}
	}
	if id == "" {
		return ""
	}
	return i18n.T(ctx, "registerweb.unit_gone")
}

// accountURL gives the address of an account's page, or of one below it.
func accountURL(ctx context.Context, ref, below string) string {
	return page.URL(ctx, "/app/accounts/"+ref+below)
}

// listName is what the list of accounts is called to the one who reads it.
func listName(ctx context.Context) string {
	if all, _ := identity.Of(ctx).Reach(identity.AccountView); !all {
		return i18n.T(ctx, "registerweb.list.ours")
	}
	return i18n.T(ctx, "registerweb.list.all")
}

func crumbs(ctx context.Context, more ...page.Link) []page.Link {
	return append([]page.Link{{Label: listName(ctx), Href: page.URL(ctx, "/app/accounts")}}, more...)
}

// AccountURL is accountURL for the pages that other rooms have below an account's.
func AccountURL(ctx context.Context, ref, below string) string { return accountURL(ctx, ref, below) }

// AccountCrumbs is the way to a page below an account's.
func AccountCrumbs(ctx context.Context, a *register.Account) []page.Link {
	return crumbs(ctx, page.Link{Label: a.Name, Href: accountURL(ctx, a.Ref, "")})
}

func title(ctx context.Context, a *register.Account) string {
	return register.Title(ctx, a.Name, a.Platform)
}

// plainAddress is an address as people say it: without scheme and "www.".
func plainAddress(url string) string {
	s := strings.TrimPrefix(strings.TrimPrefix(url, "https://"), "http://")
	return strings.TrimSuffix(strings.TrimPrefix(s, "www."), "/")
}
