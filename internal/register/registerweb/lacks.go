package registerweb

import (
	"context"
	"slices"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
)

// unasked leaves out what the step itself asks for.
func unasked(step register.Step, lacks []register.Lack) []register.Lack {
	return slices.DeleteFunc(lacks, func(l register.Lack) bool { return step.Asks(l.Condition) })
}

// lackLinks gives what an account lacks for a step, each as the way to where it is mended.
func lackLinks(ctx context.Context, a *register.Account, lacks []register.Lack) []page.Link {
	var links []page.Link
	for _, l := range lacks {
		href := accountURL(ctx, a.Ref, "/"+l.Condition) // the room's page of the account
		if l.Condition == register.HasAddress {
			href = fieldURL(ctx, a.Ref, "address")
		}
		for _, f := range l.Fields {
			links = append(links, page.Link{Label: i18n.T(ctx, f.Key, f.Args...), Href: href})
		}
	}
	return links
}

// mostPeople is how many people a step's menu offers.
const mostPeople = 500

// fillStep gives a step's page the choices that the municipality has.
func (h *Handlers) fillStep(ctx context.Context, v *stepView) error {
	if !v.step.Asks("capture_person") {
		return nil
	}
	var err error
	v.people, err = h.personOptions(ctx)
	return err
}

// personOptions gives the people of the directory to choose one of, or none; nobody to those who may not see it.
func (h *Handlers) personOptions(ctx context.Context) ([]page.Option, error) {
	opts := []page.Option{{Label: i18n.T(ctx, "registerweb.form.not_given")}}
	if !identity.Of(ctx).May(identity.PeopleView) {
		return opts, nil
	}
	people, err := h.people.People(ctx, "")
	if err != nil {
		return nil, err
	}
	for _, p := range people[:min(len(people), mostPeople)] {
		label := p.Name
		if p.Title != "" {
			label += ", " + p.Title
		}
		opts = append(opts, page.Option{Value: p.ID.String(), Label: label})
	}
	return opts, nil
}

// captureOptions are the answers to whether the last capture was taken.
func captureOptions(ctx context.Context) []page.Option {
	var opts []page.Option
	for _, c := range register.FinalCaptures {
		opts = append(opts, page.Option{Value: c, Label: i18n.T(ctx, "registerweb.final_capture."+c)})
	}
	return opts
}
