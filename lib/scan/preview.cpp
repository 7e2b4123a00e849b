#include "scan/preview.hpp"

namespace logdiag::scan {

void Preview::look(const match::Lookout& lookout, std::string_view block) {
  text_ = match::without_escapes(block, stripped_, lines_);
  lookout.find(text_, lines_, scratch_, candidates_);
}

}  // namespace logdiag::scan
