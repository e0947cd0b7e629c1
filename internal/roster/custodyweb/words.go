package custodyweb

import (
	"context"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/roster"
)

// kindOf gives the shape of something that has to be mended.
func kindOf(k roster.ConcernKind) page.Kind {
	if k == roster.LeaverHasAccess || k == roster.SecretUnchanged {
		return page.Late
	}
	return page.Lacking
}

// concernWord says what has to be mended: "Byt lösenordet: Kim hade åtkomst …".
func concernWord(ctx context.Context, c roster.Concern) string {
	return i18n.T(ctx, "custodyweb.concern."+string(c.Kind), "Name", c.Name, "Date", c.Day, "Count", c.Count)
}

// mend is the one act that mends it.
func mend(ctx context.Context, a roster.Account, c roster.Concern) page.Link {
	l := page.Link{Label: i18n.T(ctx, "custodyweb.mend."+string(c.Kind)), Hidden: title(ctx, a)}
	switch c.Kind {
	case roster.LeaverHasAccess:
		l.Href = accountURL(ctx, a.Ref, "/custody/access/"+c.Access.String()+"/end")
	case roster.SecretUnchanged:
		l.Href = accountURL(ctx, a.Ref, "/custody/edit") + "#changed_on"
	case roster.FactorIsOff:
		l.Href = accountURL(ctx, a.Ref, "/custody/edit") + "#second_factor"
	case roster.RecoveryNotOwn:
		l.Href = accountURL(ctx, a.Ref, "/custody/edit") + "#recovery"
	default:
		l.Href = accountURL(ctx, a.Ref, "/custody/access")
	}
	return l
}

func wayWord(ctx context.Context, w roster.Way) string {
	return i18n.T(ctx, "custodyweb.way."+string(w))
}

func wayOptions(ctx context.Context) []page.Option {
	var opts []page.Option
	for _, w := range roster.Ways {
		opts = append(opts, page.Option{Value: string(w), Label: wayWord(ctx, w), Hint: i18n.T(ctx, "custodyweb.way_hint."+string(w))})
	}
	return opts
}

func factorWord(ctx context.Context, v string) string {
	switch v {
	case roster.FactorOn:
		return i18n.T(ctx, "custodyweb.factor_on")
	case roster.FactorOff:
		return i18n.T(ctx, "custodyweb.factor_off")
	}
	return i18n.T(ctx, "custodyweb.unknown")
}

func recoveryWord(ctx context.Context, v string) string {
	switch v {
	case roster.RecoveryOwn:
		return i18n.T(ctx, "custodyweb.yes")
	case roster.RecoveryOther:
		return i18n.T(ctx, "custodyweb.no")
	}
	return i18n.T(ctx, "custodyweb.unknown")
}

func options(ctx context.Context, word func(context.Context, string) string, values ...string) []page.Option {
	var opts []page.Option
	for _, v := range values {
		opts = append(opts, page.Option{Value: v, Label: word(ctx, v)})
	}
	return opts
}
