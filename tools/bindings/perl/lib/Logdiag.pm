package Logdiag;

# Why a build failed, and how to fix it: the C API of logdiag over FFI::Platypus.
#
#   use Logdiag;
#   my $report = Logdiag->diagnose($log);
#   say "$_->{title}{en}\n$_->{fix}{zh}" for $report->findings;

use v5.20;
use warnings;
use utf8;
use feature 'signatures';
no warnings 'experimental::signatures';
use Carp ();
use FFI::Platypus 2.00;

our $VERSION = '0.1.0';

my $ffi = FFI::Platypus->new(api => 2, lib => $ENV{LOGDIAG_LIBRARY} // 'liblogdiag.so.0');
my %functions = (
    version              => 'string',
    status_text          => 'string sint32',
    format_name          => 'string size_t',
    builder_new          => 'opaque',
    builder_free         => 'void opaque',
    builder_add_builtin  => 'sint32 opaque',
    builder_add_json     => 'sint32 opaque string size_t string',
    builder_add_path     => 'sint32 opaque string',
    builder_build        => 'sint32 opaque opaque*',
    builder_problem      => 'string opaque size_t',
    rules_free           => 'void opaque',
    rules_count          => 'size_t opaque',
    rules_at             => 'opaque opaque size_t',
    rules_find           => 'opaque opaque string',
    rule_text            => 'string opaque sint32 string',
    rule_number          => 'sint64 opaque sint32',
    scanner_new          => 'opaque opaque',
    scanner_free         => 'void opaque',
    scanner_set          => 'sint32 opaque sint32 sint64',
    scanner_begin_job    => 'sint32 opaque string string string',
    scanner_feed         => 'sint32 opaque string size_t',
    scanner_next         => 'sint32 opaque opaque*',
    scanner_finish       => 'sint32 opaque opaque*',
    report_free          => 'void opaque',
    report_count         => 'size_t opaque',
    report_at            => 'opaque opaque size_t',
    report_worth_a_retry => 'sint32 opaque',
    report_set           => 'sint32 opaque sint32 sint64',
    report_render        => 'string opaque string string',
    finding_text         => 'string opaque sint32 string',
    finding_number       => 'sint64 opaque sint32',
    finding_capture      => 'string opaque string',
    finding_capture_name => 'string opaque size_t',
);
for my $name (keys %functions) {
    my ($result, @arguments) = split ' ', $functions{$name};
    $ffi->attach(["logdiag_$name" => "c_$name"] => \@arguments => $result);
}

my @INPUTS = qw(auto plain github gh gitlab jenkins azure circleci travis buildkite bitbucket teamcity
    taskcluster);
my %SCAN   = (input => 1, max_findings => 2, max_line => 3, context => 4);
my %RENDER = (color => [32, 0], hyperlinks => [33, 0], all => [34, 0], redact => [35, 1],
    statistics => [36, 0], width => [37, 80], max_shown => [38, 0]);

# Characters outside, UTF-8 inside.
sub _in ($text) { utf8::encode($text) if defined $text; return $text }
sub _out ($text) { utf8::decode($text) if defined $text; return $text }

sub _check ($status) {
    Carp::croak('logdiag: ' . c_status_text($status)) if $status < 0;
    return $status;
}

# Strings asked for by index until there are no more.
sub _strings ($get) {
    my @all;
    while (defined(my $text = $get->(scalar @all))) { push @all, _out($text) }
    return @all;
}

sub _shared ($handle, $text, $number) {
    my $one  = sub ($field, $lang = undef) { _out($text->($handle, $field, $lang)) };
    my $both = sub ($field) { +{en => $one->($field, 'en'), zh => $one->($field, 'zh')} };
    return (
        id        => $one->(1), title => $both->(2), diagnosis => $both->(3), fix => $both->(4),
        docs      => [split /\n/, $one->(5)], category => $one->(6), tags => [split /\n/, $one->(7)],
        origin    => $one->(8), owner => $one->(9),
        severity  => (undef, qw(info warning error))[$number->($handle, 5)],
        role      => (undef, qw(cause effect generic))[$number->($handle, 6)],
        transient => $number->($handle, 9) == 1,
    );
}

sub _rule ($handle) { return {_shared($handle, \&c_rule_text, \&c_rule_number)} }

sub _finding ($handle) {
    my %number = (line => 1, column => 2, length => 3, offset => 4, cause => 7, repeats => 8);
    my %text   = (text => 32, source => 33, job => 34, step => 35, time => 36);
    my %out    = _shared($handle, \&c_finding_text, \&c_finding_number);
    $out{$_} = c_finding_number($handle, $number{$_}) for keys %number;
    $out{$_} = _out(c_finding_text($handle, $text{$_}, undef)) for keys %text;
    delete $out{cause} if $out{cause} < 0;
    $out{captures} = {map { $_ => _out(c_finding_capture($handle, _in($_))) }
            _strings(sub ($i) { c_finding_capture_name($handle, $i) })};
    return \%out;
}

my $builtin;
sub CLONE { undef $builtin; return }    # a new thread compiles its own

sub version { return c_version() }
sub formats { return _strings(\&c_format_name) }

# The report of a log that is in memory, bytes or characters. Options as those of
# Logdiag::Scanner->new.
sub diagnose ($class, $log, %options) {
    return Logdiag::Scanner->new(%options)->feed($log)->finish;
}

# Refused rules: an exception that has their problems and prints as text.
package Logdiag::RulesError {
    use overload '""' => sub ($self, @) { join("\n", 'logdiag: rules were refused', $self->problems) . "\n" },
        fallback => 1;
    sub problems ($self) { return @{$self->{problems}} }
}

# Logdiag::Rules->new(paths => ['ci/rules'], texts => [$json], builtin => 0)
package Logdiag::Rules {
    sub new ($class, %options) {
        my $builder = Logdiag::c_builder_new();
        my @problems;
        my $handle;
        my $done = eval {
            Logdiag::_check(Logdiag::c_builder_add_builtin($builder)) if $options{builtin} // 1;
            for my $path (@{$options{paths} // []}) {
                Logdiag::c_builder_add_path($builder, Logdiag::_in($path)) == -4
                    and Carp::croak("logdiag: $path: rules could not be read");
            }
            my $number = 0;
            for my $json (map { Logdiag::_in($_) } @{$options{texts} // []}) {
                Logdiag::c_builder_add_json($builder, $json, length $json, 'text ' . ++$number);
            }
            @problems = Logdiag::_strings(sub ($i) { Logdiag::c_builder_problem($builder, $i) });
            Logdiag::c_builder_build($builder, \$handle) if !@problems;
            1;
        };
        my $error = $@;
        Logdiag::c_builder_free($builder);
        die $error if !$done;
        return bless {handle => $handle}, $class if defined $handle;
        die bless {problems => [@problems ? @problems : 'there are no rules']}, 'Logdiag::RulesError';
    }
    sub count ($self) { return Logdiag::c_rules_count($self->{handle}) }

    sub all ($self) {
        return map { Logdiag::_rule(Logdiag::c_rules_at($self->{handle}, $_)) } 0 .. $self->count - 1;
    }

    sub find ($self, $id) {
        my $found = Logdiag::c_rules_find($self->{handle}, Logdiag::_in($id));
        return defined $found ? Logdiag::_rule($found) : undef;
    }
    sub CLONE_SKIP { return 1 }    # a handle has one owner
    sub DESTROY ($self) { Logdiag::c_rules_free($self->{handle}); return }
}

# What was found, most likely cause first.
package Logdiag::Report {
    use overload '""' => sub ($self, @) { $self->render }, bool => sub { 1 }, fallback => 1;

    sub findings ($self) {
        return @{$self->{findings} //= [map { Logdiag::_finding(Logdiag::c_report_at($self->{handle}, $_)) }
                    0 .. Logdiag::c_report_count($self->{handle}) - 1]};
    }
    sub worth_a_retry ($self) { return Logdiag::c_report_worth_a_retry($self->{handle}) == 1 }

    # $report->render('text', lang => 'zh', width => 100): one of Logdiag->formats;
    # options as in logdiag.h.
    sub render ($self, $format = 'text', %options) {
        my $lang = delete $options{lang};
        for my $name (sort keys %options) {
            Carp::croak("logdiag: no such option of rendering: $name") if !$RENDER{$name};
        }
        for my $name (keys %RENDER) {
            my ($option, $default) = @{$RENDER{$name}};
            Logdiag::_check(Logdiag::c_report_set($self->{handle}, $option, $options{$name} // $default));
        }
        return Logdiag::_out(Logdiag::c_report_render($self->{handle}, $format, $lang))
            // Carp::croak("logdiag: no such format: $format");
    }
    sub CLONE_SKIP { return 1 }
    sub DESTROY ($self) { Logdiag::c_report_free($self->{handle}); return }
}

# Logdiag::Scanner->new(rules => $rules, source => 'build.log', context => 1)
package Logdiag::Scanner {
    sub new ($class, %options) {
        my $rules  = delete $options{rules} // ($builtin //= Logdiag::Rules->new);
        my $source = delete $options{source};
        my $self   = bless {handle => Logdiag::c_scanner_new($rules->{handle})}, $class;
        for my $name (sort keys %options) {
            my $value = $options{$name};
            Carp::croak("logdiag: no such option of a scanner: $name") if !$SCAN{$name};
            if ($name eq 'input') {
                ($value) = grep { $INPUTS[$_] eq $options{input} } 0 .. $#INPUTS;
                Carp::croak("logdiag: no such input: $options{input}") if !defined $value;
            }
            Logdiag::_check(Logdiag::c_scanner_set($self->{handle}, $SCAN{$name}, $value));
        }
        $self->begin($source) if defined $source;
        return $self;
    }

    # Start the next source: line numbers start anew.
    sub begin ($self, $source, $job = undef, $step = undef) {
        Logdiag::_check(Logdiag::c_scanner_begin_job($self->{handle}, map { Logdiag::_in($_) } $source, $job, $step));
        return $self;
    }

    # Read the next piece; where a log is cut makes no difference.
    sub feed ($self, $piece) {
        utf8::encode($piece) if utf8::is_utf8($piece);
        Logdiag::_check(Logdiag::c_scanner_feed($self->{handle}, $piece, length $piece));
        return $self;
    }

    # while (my $finding = $scanner->next) { ... } - what became certain by now.
    sub next ($self) {
        my $handle;
        Logdiag::_check(Logdiag::c_scanner_next($self->{handle}, \$handle));
        return defined $handle ? Logdiag::_finding($handle) : undef;
    }

    # End of the log; the scanner is ready for the next one.
    sub finish ($self) {
        my $handle;
        Logdiag::_check(Logdiag::c_scanner_finish($self->{handle}, \$handle));
        return bless {handle => $handle}, 'Logdiag::Report';
    }
    sub CLONE_SKIP { return 1 }
    sub DESTROY ($self) { Logdiag::c_scanner_free($self->{handle}); return }
}

1;
