package shop_test

import (
	"testing"

	"tiny/shop"
)

func TestDays(t *testing.T) {
	if n := shop.Days(1, 3); n != 3 {
		t.Errorf("%d days, expected 3", n)
	}
}
