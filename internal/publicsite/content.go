package publicsite

import (
	"context"
	"net/http"
	"strings"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// contentView is the page on how the municipality handles what is written on its accounts.
type contentView struct {
	lead  string
	parts []contentPart
}

// contentPart is one heading of it; id is part of addresses that profiles link to.
type contentPart struct {
	id, head string
	blocks   []block
}

// block is a paragraph, or a list where it has items.
type block struct {
	text  string
	items []string
}

func (h *Handlers) content(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	p, err := h.tenants.Policy(ctx)
	if err != nil {
		return err
	}
	t := tenant.Of(ctx)
	changed := t.UpdatedAt
	if p.UpdatedAt.After(changed) {
		changed = p.UpdatedAt
	}
	return sendPage(w, r, changed, contentPage(contentOf(ctx, t, p)))
}

func contentOf(ctx context.Context, t *tenant.Tenant, p tenant.Policy) contentView {
	lang := i18n.Lang(ctx)
	v := contentView{lead: i18n.T(ctx, "publicsite.content_lead", "Name", t.Name)}
	for _, key := range tenant.ContentKeys {
		v.parts = append(v.parts, contentPart{id: key, head: tenant.ContentHead(lang, key), blocks: blocksOf(p.ContentText(t, lang, key))})
	}
	return v
}

// blocksOf takes plain text apart: an empty line ends a paragraph, lines that begin with "- " are the items of a list.
func blocksOf(text string) []block {
	var list []block
	open := false // the last block takes another line
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		item, isItem := strings.CutPrefix(line, "- ")
		switch {
		case line == "":
			open = false
		case isItem && open && list[len(list)-1].items != nil:
			last := &list[len(list)-1]
			last.items = append(last.items, item)
		case isItem:
			list, open = append(list, block{items: []string{item}}), true
		case open && list[len(list)-1].items == nil:
			list[len(list)-1].text += "\n" + line
		default:
			list, open = append(list, block{text: line}), true
		}
	}
	return list
}

// contents leads to each part of the page.
func (v contentView) contents() []page.Link {
	var links []page.Link
	for _, p := range v.parts {
		links = append(links, page.Link{Label: p.head, Href: "#" + p.id})
	}
	return links
}
