package predictor

import (
	"strings"
	"testing"

	"thaw/models/forecast"
	"thaw/models/params"
	"thaw/policies"
)

// Do the parameters reach the method, and are the defaults those of the sources?
func TestParametersReachTheMethod(t *testing.T) {
	quick := forecast.DefaultRecurrent()
	quick.Window, quick.Outputs, quick.Units, quick.Epochs, quick.Windows, quick.Passes = 6, 6, 3, 2, 16, 4
	quick.Dropout, quick.HeadDropout, quick.Noise = 0.1, 0.3, true
	for text, want := range map[string]forecast.Predictor{
		"seasonal":                      forecast.Seasonal{Season: 1440},
		"seasonal,season=10080":         forecast.Seasonal{Season: 10080},
		"fourier":                       forecast.Fourier{Window: 60, Harmonics: 10, Detrend: true},
		"fourier,window=90,harmonics=3": forecast.Fourier{Window: 90, Harmonics: 3, Detrend: true},
		"fourier,detrend=false":         forecast.Fourier{Window: 60, Harmonics: 10},
		"ar":                            forecast.AR{MaxOrder: 30},
		"ar,order=2":                    forecast.AR{Order: 2, MaxOrder: 30},
		"histogram":                     forecast.Histogram{Bin: 60},
		"histogram,recent=15,bin=30":    forecast.Histogram{Recent: 15, Bin: 30},
		"recurrent":                     forecast.DefaultRecurrent(),
		"recurrent,window=6,units=3,epochs=2,windows=16,passes=4,dropout=0.1,head-dropout=0.3,noise=true": quick,
	} {
		got, err := policies.Parse(All(), text)
		if err != nil || got.Policy != want {
			t.Errorf("%s: %+v, %v, expected %+v", text, got.Policy, err, want)
		}
	}
}

// Does every source stand in the bibliography?
func TestSourcesAreInTheBibliography(t *testing.T) {
	refs, err := params.References()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"thaw": true}
	for _, r := range refs {
		known[r.Key] = true
	}
	for _, e := range All() {
		for _, source := range strings.Split(e.Source, ";") {
			key := strings.TrimSpace(strings.FieldsFunc(source, func(r rune) bool { return r == ',' || r == ':' })[0])
			if !known[key] {
				t.Errorf("%s: %q is no key of refs.bib", e.Name, key)
			}
		}
	}
}
