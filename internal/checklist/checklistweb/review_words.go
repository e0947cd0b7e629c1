package checklistweb

import (
	"context"
	"strings"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
)

func (v *reviewView) head(ctx context.Context) page.Head {
	decided := len(v.Items) - v.count(checklist.NoVerdict)
	h := page.Head{H1: i18n.T(ctx, "checklistreview.review.title", "Account", title(ctx, v.Checklist)), Crumbs: crumbs(ctx, crumb(ctx, v.Checklist)), Problems: v.problems,
		States: []page.State{{Kind: stateKind(v.Checklist), Text: stateWord(ctx, v.Checklist)}, {Text: nameWord(ctx, v.Name)}, {Text: v.UnitName},
			{Text: i18n.T(ctx, "checklistreview.review.decided", "Done", decided, "Count", len(v.Items))}}}
	if v.staffed.Text != "" {
		h.States = append(h.States, v.staffed)
	}
	if v.clashWho == "" && len(v.problems) == 0 {
		h.Next = v.next(ctx)
	}
	return h
}

func (v *reviewView) next(ctx context.Context) *page.Next {
	left := v.count(checklist.NoVerdict)
	back := v.count(checklist.Back)
	switch {
	case left > 0:
		it := nextUndecided(v.Items, "")
		n := &page.Next{Text: i18n.T(ctx, "checklistreview.review.next", "Number", it.Number, "Name", it.Point.Name.In(i18n.Lang(ctx))),
			ActionLabel: i18n.T(ctx, "checklistreview.review.next_act", "Number", it.Number), ActionHref: "#" + anchor(it.Point.Key)}
		n.Note = i18n.T(ctx, "checklistreview.review.left", "Count", left)
		return n
	case back > 0:
		return &page.Next{Text: i18n.T(ctx, "checklistreview.review.next_return", "Count", back, "Unit", v.UnitName), Note: i18n.T(ctx, "checklistreview.review.next_return_note"),
			ActionLabel: i18n.T(ctx, "checklistreview.return.act"), ActionHref: url(ctx, v.ID, "/return")}
	case v.mayApprove():
		return &page.Next{Text: i18n.T(ctx, "checklistreview.review.next_approve"), Note: i18n.T(ctx, "checklistreview.review.next_approve_note"),
			ActionLabel: i18n.T(ctx, "checklistreview.approve.act"), ActionHref: url(ctx, v.ID, "/approve")}
	}
	return nil
}

// sum says how far the review has come.
func (v *reviewView) sum(ctx context.Context) string {
	s := []string{i18n.T(ctx, "checklistreview.review.n_accepted", "Count", v.count(checklist.Accepted))}
	if n := v.count(checklist.Back); n > 0 {
		s = append(s, i18n.T(ctx, "checklistreview.review.n_back", "Count", n))
	}
	if n := v.count(checklist.NoVerdict); n > 0 {
		s = append(s, i18n.T(ctx, "checklistreview.review.left", "Count", n))
	}
	return strings.Join(s, " ")
}

// ownNote says that it is the reader's own work, and who else may approve it.
func ownNote(ctx context.Context, allowed bool, approvers []string) string {
	switch {
	case allowed:
		return i18n.T(ctx, "checklistreview.own.allowed")
	case len(approvers) == 0:
		return i18n.T(ctx, "checklistreview.own.nobody")
	}
	return i18n.T(ctx, "checklistreview.own.others", "Names", strings.Join(approvers, ", "))
}

// mayReject reports whether the principal may turn the account itself down now.
func mayReject(ctx context.Context, a *register.Account) bool {
	st, ok := register.StepNamed("reject")
	return ok && st.Leads(a.Status) && identity.Of(ctx).MayIn(st.Action, a.UnitID)
}

// verdictKind gives the shape of a point's verdict.
func verdictKind(v checklist.Verdict) page.Kind {
	switch v {
	case checklist.Accepted:
		return page.Accepted
	case checklist.Back:
		return page.Returned
	}
	return page.Review
}

// pointName is how a point is called in headings: "10. Ordna bevakning".
func pointName(ctx context.Context, it *checklist.Item) string {
	return number(it.Number) + ". " + it.Point.Name.In(i18n.Lang(ctx))
}

// reviewRows are the answer to a point in words, a row for each field that is asked.
func reviewRows(ctx context.Context, s *checklist.Sheet, it *checklist.Item) []page.Row {
	lang := i18n.Lang(ctx)
	var rows []page.Row
	for i := range it.Point.Fields {
		f := &it.Point.Fields[i]
		if !f.Asked(it.Answer.Fields) {
			continue
		}
		row := page.Row{Term: f.Label.In(lang), Value: f.Words(it.Answer.Fields[f.Key]).In(lang)}
		switch {
		case f.Kind == checklist.KindFile:
			if files := filesOf(s, it.Point.Key, f.Key); len(files) > 0 {
				row.Body = evidence(s, files)
			}
		case f.Kind == checklist.KindLink && row.Value != "":
			row.Body = linkOut(row.Value)
		}
		rows = append(rows, row)
	}
	return rows
}

// filesOf gives the evidence in a field.
func filesOf(s *checklist.Sheet, point, field string) (list []checklist.File) {
	for _, f := range s.Files {
		if f.Point == point && f.Field == field && !f.Removed() {
			list = append(list, f)
		}
	}
	return list
}

// remarkFooter says who said it, when, and that it is a reply.
func remarkFooter(ctx context.Context, s *checklist.Sheet, r checklist.Remark) string {
	return i18n.T(ctx, "checklistreview.remark."+r.Kind, "Who", whoOf(ctx, s, r.By), "Date", day(ctx, r.At))
}

// remarkKind colours what was sent back.
func remarkKind(r checklist.Remark) page.Kind {
	if r.Kind == "returned" {
		return page.Returned
	}
	return page.Plain
}
