package checklist

import (
	"fmt"
	"slices"
)

// field checks the point's field at i. taken holds the keys of the fields before it.
func (k *checker) field(point string, p *Point, i int, taken map[string]bool) {
	f := &p.Fields[i]
	name := point + ".field." + f.Key
	if place := fmt.Sprintf("%s.field.%d", point, i); !k.key(place+".key", f.Key, taken) {
		name = place
	}
	if !slices.Contains(Kinds, f.Kind) {
		k.bad(name+".kind", "checklist.kind_unknown")
	}
	k.text(name+".label", f.Label, maxLabel, "checklist.label_missing")
	k.text(name+".hint", f.Hint, maxHint, "")
	k.options(name, f)
	if f.When != nil {
		k.when(name+".when", p.Fields[:i], f.When)
	}
	k.register(name+".register", f)
	if f.Reason != "" && (f.Kind != KindYesNo || !slices.Contains(Reasons, f.Reason)) {
		k.bad(name+".reason", "checklist.reason_unknown")
	}
}

func (k *checker) options(name string, f *Field) {
	if f.Kind == KindChoice && len(f.Options) < 2 {
		k.bad(name+".options", "checklist.too_few_options")
	}
	values := map[string]bool{}
	for i, o := range f.Options {
		place := fmt.Sprintf("%s.option.%d", name, i)
		switch {
		case !valueForm.MatchString(o.Value):
			k.bad(place+".value", "checklist.value_form")
		case values[o.Value]:
			k.bad(place+".value", "checklist.option_twice")
		}
		values[o.Value] = true
		k.text(place+".label", o.Label, maxLabel, "checklist.option_missing")
	}
}

// when checks that the condition looks back at an answer that can be had.
func (k *checker) when(name string, before []Field, w *When) {
	i := slices.IndexFunc(before, func(f Field) bool { return f.Key == w.Field })
	if i < 0 {
		k.bad(name, "checklist.when_missing")
		return
	}
	switch other := before[i]; other.Kind {
	case KindYesNo:
		if w.Is != "yes" && w.Is != "no" {
			k.bad(name, "checklist.when_value")
		}
	case KindChoice:
		if !slices.ContainsFunc(other.Options, func(o Option) bool { return o.Value == w.Is }) {
			k.bad(name, "checklist.when_value")
		}
	default: // free answers have no values to wait for
		k.bad(name, "checklist.when_value")
	}
}

// register checks that the register can take what is answered.
func (k *checker) register(name string, f *Field) {
	if f.Register == "" {
		return
	}
	t, ok := targets[f.Register]
	switch {
	case !ok:
		k.bad(name, "checklist.register_unknown")
	case !slices.Contains(t.kinds, f.Kind):
		k.bad(name, "checklist.register_kind")
	case t.values != nil && slices.ContainsFunc(f.Options, func(o Option) bool { return !slices.Contains(t.values, o.Value) }):
		k.bad(name, "checklist.register_value")
	}
}
