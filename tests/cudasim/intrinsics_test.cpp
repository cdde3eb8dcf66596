// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cuda_runtime.h>

#include <limits>

namespace {

TEST(intrinsics, bits) {
  EXPECT_EQ(__popc(0xf0f0f0f1u), 17);
  EXPECT_EQ(__clz(1), 31);
  EXPECT_EQ(__clz(0), 32);
  EXPECT_EQ(__ffs(0), 0);
  EXPECT_EQ(__ffs(8), 4);
  EXPECT_EQ(__brev(1u), 0x80000000u);
  EXPECT_EQ(__byte_perm(0x33221100u, 0x77665544u, 0x7250u), 0x77225500u);
  EXPECT_EQ(__byte_perm(0x80000000u, 0, 0xb8u), 0x0000ff00u);
  EXPECT_EQ(__funnelshift_l(0x80000001u, 0x00000002u, 4), 0x00000028u);
  EXPECT_EQ(__funnelshift_r(0x80000001u, 0x00000002u, 4), 0x28000000u);
  EXPECT_EQ(__umulhi(0xffffffffu, 0xffffffffu), 0xfffffffeu);
}

TEST(intrinsics, dot_products) {
  EXPECT_EQ(__dp4a(0x01ff02feu, 0x01010101u, 5u), 1u + 255 + 2 + 254 + 5);
  EXPECT_EQ(__dp4a(0x01ff02fe, 0x01010101, 5), 1 - 1 + 2 - 2 + 5);
  // 16-bit halves -1 and 2 with the low bytes 3 and -4, or the high bytes 5 and 6.
  EXPECT_EQ(__dp2a_lo(0x0002ffff, 0x0605fc03, 10), -3 - 8 + 10);
  EXPECT_EQ(__dp2a_hi(0x0002ffff, 0x0605fc03, 10), -5 + 12 + 10);
  EXPECT_EQ(__dp2a_lo(0x0002ffffu, 0x0605fc03u, 10u), 65535u * 3 + 2 * 252 + 10);
  EXPECT_EQ(__dp4a(static_cast<int>(0x7f7f7f7f), 0x7f7f7f7f, std::numeric_limits<int>::max()),
            std::numeric_limits<int>::min() + 4 * 127 * 127 - 1);
}

TEST(intrinsics, lanes_of_a_word) {
  EXPECT_EQ(__vminu4(0x01ff8000u, 0x02017f01u), 0x01017f00u);
  EXPECT_EQ(__vmaxu4(0x01ff8000u, 0x02017f01u), 0x02ff8001u);
  EXPECT_EQ(__vmins4(0x01ff8000u, 0x02017f01u), 0x01ff8000u);
  EXPECT_EQ(__vminu2(0x8000ffffu, 0x7fff0001u), 0x7fff0001u);
  EXPECT_EQ(__vmaxs2(0x8000ffffu, 0x7fff0001u), 0x7fff0001u);
}

TEST(intrinsics, conversions_saturate_and_round_to_even) {
  EXPECT_EQ(__float2int_rn(2.5f), 2);
  EXPECT_EQ(__float2int_rn(3.5f), 4);
  EXPECT_EQ(__float2int_rn(-1e20f), std::numeric_limits<int>::min());
  EXPECT_EQ(__float2int_rz(-2.9f), -2);
  EXPECT_EQ(__float2int_rd(-2.1f), -3);
  EXPECT_EQ(__float2uint_rn(-1.0f), 0u);
  EXPECT_EQ(__float2uint_rn(5e9f), 0xffffffffu);
  EXPECT_EQ(__float2int_rn(std::numeric_limits<float>::quiet_NaN()), 0);
  EXPECT_EQ(__float_as_uint(1.0f), 0x3f800000u);
  EXPECT_EQ(__uint_as_float(0xbf800000u), -1.0f);
}

}  // namespace
