// plan_writer.hpp - puts the sections of a plan one after the other.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "match/plan_format.hpp"

namespace logdiag::match {

class PlanWriter {
 public:
  PlanWriter() : bytes_(aligned(sizeof(PlanHeader)), '\0') {}

  template <class Item>
  PlanSection add(const std::vector<Item>& items) {
    const PlanSection s{static_cast<std::uint32_t>(bytes_.size()),
                        static_cast<std::uint32_t>(items.size())};
    bytes_.append(reinterpret_cast<const char*>(items.data()), items.size() * sizeof(Item));
    bytes_.resize(aligned(bytes_.size()), '\0');
    return s;
  }

  // Bitmap and hash table of the uses, in their order where keys are equal.
  PlanKeys add_keys(std::vector<PlanKeyUse> uses, std::uint32_t width);

  std::string finish(PlanHeader header) {
    header.size = static_cast<std::uint32_t>(bytes_.size());
    std::memcpy(bytes_.data(), &header, sizeof header);
    return std::move(bytes_);
  }

 private:
  static std::size_t aligned(std::size_t size) {
    return (size + kPlanAlignment - 1) / kPlanAlignment * kPlanAlignment;
  }

  std::string bytes_;
};

}  // namespace logdiag::match
