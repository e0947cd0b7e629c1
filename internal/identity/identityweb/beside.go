package identityweb

import (
	"context"

	"github.com/a-h/templ"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
)

// Aside is what another room has to say of somebody on their page, as far as the context's principal may see it. Everything
// may be empty.
type Aside struct {
	States   []page.State      // for the head
	Sections []templ.Component // below the facts; each draws a page.Section
	Links    []page.Link       // what else can be done from here
}

// Beside gives what a room has to say of a person.
type Beside func(ctx context.Context, p identity.Person) (Aside, error)

// gather asks all rooms, in their order.
func (h *Handlers) gather(ctx context.Context, p identity.Person) (Aside, error) {
	var all Aside
	for _, beside := range h.opts.Beside {
		one, err := beside(ctx, p)
		if err != nil {
			return all, err
		}
		all.States = append(all.States, one.States...)
		all.Sections = append(all.Sections, one.Sections...)
		all.Links = append(all.Links, one.Links...)
	}
	return all, nil
}
