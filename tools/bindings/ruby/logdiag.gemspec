# frozen_string_literal: true

Gem::Specification.new do |spec|
  spec.name = "logdiag"
  spec.version = "0.1.0"
  spec.summary = "Says why a build failed and what to do about it"
  spec.authors = ["The logdiag authors"]
  spec.license = "MIT"
  spec.required_ruby_version = ">= 3.0"
  spec.files = ["lib/logdiag.rb", "README.md"]
end
