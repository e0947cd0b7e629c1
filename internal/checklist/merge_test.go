package checklist

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// anyFields draws answers over few keys and few values, so that people often change the same.
func anyFields() *rapid.Generator[Fields] {
	value := rapid.OneOf(
		rapid.Map(rapid.SampledFrom([]string{"a", "b", "c"}), words),
		rapid.Just(Value{Text: "no", Reason: "x"}),
		rapid.Just(people(anna)), rapid.Just(people(anna, bosse)))
	return rapid.Map(rapid.MapOfN(rapid.SampledFrom([]string{"f", "g", "h", "i"}), value, 0, 4), func(m map[string]Value) Fields { return m })
}

func TestMergeLosesNothingThatOnlyOneChanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, theirs, mine := anyFields().Draw(t, "base"), anyFields().Draw(t, "theirs"), anyFields().Draw(t, "mine")
		joined, lost, merged := merge(base, theirs, mine)
		for _, k := range []string{"f", "g", "h", "i"} {
			they, i, both := !theirs[k].Equal(base[k]), !mine[k].Equal(base[k]), theirs[k].Equal(mine[k])
			want := base[k]
			switch {
			case they:
				want = theirs[k]
			case i:
				want = mine[k]
			}
			if !joined[k].Equal(want) {
				t.Errorf("%s: base %v, theirs %v, mine %v: %v, want %v", k, base[k], theirs[k], mine[k], joined[k], want)
			}
			if slices.Contains(lost, k) != (they && i && !both) {
				t.Errorf("%s: base %v, theirs %v, mine %v: lost %q", k, base[k], theirs[k], mine[k], lost)
			}
			if slices.Contains(merged, k) != (they && !i) {
				t.Errorf("%s: base %v, theirs %v, mine %v: merged %q", k, base[k], theirs[k], mine[k], merged)
			}
			if v, ok := joined[k]; ok && v.Empty() {
				t.Errorf("%s: an empty value is kept", k)
			}
		}
	})
}

func TestMergeOfTheSameIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, mine := anyFields().Draw(t, "base"), anyFields().Draw(t, "mine")
		for what, m := range map[string][2]Fields{"both wrote the same": {mine, mine}, "nobody else wrote": {base, mine}, "I wrote nothing": {mine, base}} {
			joined, lost, _ := merge(base, m[0], m[1])
			if !joined.Equal(mine) || len(lost) > 0 {
				t.Errorf("%s: %v, lost %q; want %v", what, joined, lost, mine)
			}
		}
		// A choice against theirs: saved again with what they saved as the base.
		joined, lost, _ := merge(base, base, mine)
		if !joined.Equal(mine) || len(lost) > 0 {
			t.Errorf("against theirs: %v, lost %q", joined, lost)
		}
	})
}

func TestMergeWithoutABaseLosesWhatDiffersAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		theirs, mine := anyFields().Draw(t, "theirs"), anyFields().Draw(t, "mine")
		joined, lost, merged := merge(nil, theirs, mine)
		if !joined.Equal(theirs) || len(merged) > 0 {
			t.Errorf("%v, merged %q; want theirs, %v", joined, merged, theirs)
		}
		for _, k := range []string{"f", "g", "h", "i"} {
			if slices.Contains(lost, k) == theirs[k].Equal(mine[k]) {
				t.Errorf("%s: theirs %v, mine %v: lost %q", k, theirs[k], mine[k], lost)
			}
		}
	})
}
