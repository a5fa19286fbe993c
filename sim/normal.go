package sim

import "math"

// NormalQuantile returns the value below which a standard normal variable
// falls with probability u. It is algorithm AS 241 (PPND16) of M. J. Wichura,
// Applied Statistics 37(3), 1988: about 16 digits over all of (0, 1).
func NormalQuantile(u float64) float64 {
	q := u - 0.5
	if math.Abs(q) <= 0.425 {
		r := 0.180625 - q*q
		return q * ratio(r, &normalCentreNum, &normalCentreDen)
	}
	r := u
	if q > 0 {
		r = 1 - u
	}
	if !(r > 0) {
		return math.Copysign(math.Inf(1), q)
	}
	r = math.Sqrt(-math.Log(r))
	var z float64
	if r <= 5 {
		z = ratio(r-1.6, &normalMiddleNum, &normalMiddleDen)
	} else {
		z = ratio(r-5, &normalTailNum, &normalTailDen)
	}
	return math.Copysign(z, q)
}

// ratio evaluates a quotient of two polynomials of degree 7.
func ratio(x float64, n, d *[8]float64) float64 {
	num := ((((((n[7]*x+n[6])*x+n[5])*x+n[4])*x+n[3])*x+n[2])*x+n[1])*x + n[0]
	den := ((((((d[7]*x+d[6])*x+d[5])*x+d[4])*x+d[3])*x+d[2])*x+d[1])*x + d[0]
	return num / den
}

// The coefficients of AS 241, constant term first: |u - 1/2| ≤ 0.425, then the
// tails down to exp(-25), then what is beyond.
var (
	normalCentreNum = [8]float64{
		3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
		4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3}
	normalCentreDen = [8]float64{
		1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
		2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3}
	normalMiddleNum = [8]float64{
		1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
		1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4}
	normalMiddleDen = [8]float64{
		1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
		1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9}
	normalTailNum = [8]float64{
		6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
		2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7}
	normalTailDen = [8]float64{
		1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
		7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15}
)
