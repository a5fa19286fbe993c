// Package bayes models a noisy function of a few knobs by a Gaussian process and says where
// to measure it next.
//
//	measurements (x, y) ─▶ Fit ─▶ GP ─▶ At: mean, variance of the function anywhere
//	                              │
//	                              ├─▶ LeaveOneOut: which measurements the others do not expect
//	                              └─▶ Noisy: expected improvement, averaged over what the function may
//	                                  be where it was measured ─▶ Next ─▶ x
//
// Knobs lie in the unit cube. The kernel is Matérn 5/2 with a length of its own for each knob
// (automatic relevance determination); lengths, signal and noise maximise the marginal likelihood,
// with BoTorch's priors or without, by L-BFGS from several starts (rasmussen2006, chapters 2 and 5).
// Expected improvement under a limit on a second function (gardner2014) becomes noisy expected
// improvement (letham2019): for each of a few draws of both functions at all measured points, the
// improvement over the best of these draws has a closed form, and the acquisition is its mean.
// A point that was chosen and not measured yet counts as one more point that is drawn: batches are
// chosen one after the other.
//
// Everything follows from a seed. Draws come from Latin hypercubes, which are stratified in each
// coordinate.
package bayes
