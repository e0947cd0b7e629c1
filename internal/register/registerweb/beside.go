package registerweb

import (
	"context"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
)

// Aside is what another room has to say of an account on its page, as far as the context's principal may see it. Everything may be
// empty.
type Aside struct {
	States   []page.State      // for the head
	Rows     []page.Row        // for the facts
	Sections []templ.Component // above the register's own, over the whole width; each draws a page.Section, the first with First set
	Links    []page.Link       // what else can be done from here
	Next     *page.Next        // shown where the account has a contact and takes no step in its life; of several rooms the first
}

// Beside gives what a room has to say of an account.
type Beside func(ctx context.Context, a *register.Account) (Aside, error)

// gather asks all rooms, in their order.
func (h *Handlers) gather(ctx context.Context, a *register.Account) (Aside, error) {
	var all Aside
	for _, beside := range h.beside {
		one, err := beside(ctx, a)
		if err != nil {
			return all, err
		}
		all.States = append(all.States, one.States...)
		all.Rows = append(all.Rows, one.Rows...)
		all.Sections = append(all.Sections, one.Sections...)
		all.Links = append(all.Links, one.Links...)
		if all.Next == nil {
			all.Next = one.Next
		}
	}
	return all, nil
}

// Marks gives the accounts in the principal's reach with which another room finds something amiss, and what it is. A page.Gap
// is an account that nobody watches on some day.
type Marks func(ctx context.Context) (map[uuid.UUID]page.State, error)

// marked asks the other room; where none is joined, nothing is amiss.
func (h *Handlers) marked(ctx context.Context) (map[uuid.UUID]page.State, error) {
	if h.marks == nil {
		return nil, nil
	}
	return h.marks(ctx)
}
