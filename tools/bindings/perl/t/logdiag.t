# The Perl binding against the command, with threads, and for leaks.
use v5.20;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use Config;
use threads;
use Encode ();
use FindBin;
use JSON::PP ();
use Test::More;
use lib "$FindBin::Bin/../lib";
use Logdiag;

sub contents {
    my ($file) = @_;
    open my $in, '<:raw', $file or die "$file: $!";
    local $/;
    return scalar readline $in;
}

my $NAME = 'tests/logs/ghcr-push.log';
my $LOG  = contents($NAME);
my $RULE = <<'JSON';
{"schema": 1, "id": "local/widget", "category": "build", "severity": "warning",
"role": "cause", "owner": "code", "transient": true,
"title": {"en": "Widget {name} is gone", "zh": "未找到部件 {name}"},
"match": {"any": ["widget '(?P<name>[^']{1,40})' is gone"]},
"captures": {"name": {"fallback": "NAME"}},
"diagnosis": {"en": "It went away", "zh": "它不见了"},
"fix": [{"en": "Bring {name} back", "zh": "恢复 {name}"}], "docs": ["https://example.com/widget"],
"samples": [{"name": "one", "log": ["widget 'a' is gone"], "line": 1}]}
JSON

sub command {
    my ($arguments) = @_;
    open my $out, '-|:encoding(UTF-8)', "'$ENV{LOGDIAG}' $arguments" or die $!;
    local $/;
    return scalar readline $out;
}
sub memory { return 4096 * (split ' ', contents('/proc/self/statm'))[1] }
sub refused { my ($call) = @_; eval { $call->(); 1 } and return; return $@ }

subtest 'as the command, in one piece' => sub {
    is(Logdiag->diagnose($LOG, source => $NAME)->render('json'), command("--format json $NAME"), 'a file');
    is(Logdiag->diagnose(Encode::decode('UTF-8', $LOG))->render('json'), command("--format json <$NAME"),
        'characters');
};

subtest 'as the command, in random pieces' => sub {
    my $expected = command("--format json $NAME");
    my $scanner  = Logdiag::Scanner->new;
    srand 7;
    for (1 .. 20) {
        my ($at, %live) = (0);
        $scanner->begin($NAME);
        while ($at < length $LOG) {
            my $size = (1, 7, 80, 1000)[rand 4];
            $scanner->feed(substr $LOG, $at, $size);
            while (my $finding = $scanner->next) { $live{$finding->{id}} = 1 }
            $at += $size;
        }
        my $report = $scanner->finish;
        ok($report->render('json') eq $expected, 'the same report');
        ok(%live, 'some findings live');
        delete @live{map { $_->{id} } $report->findings};
        is_deeply([keys %live], [], 'all of them in the report');
    }
};

subtest 'findings are plain data' => sub {
    my $report  = Logdiag->diagnose($LOG, source => $NAME);
    my ($first) = $report->findings;
    my $shown   = JSON::PP->new->decode($report->render('json'))->{findings}[0];
    ok(!$report->worth_a_retry, 'not worth a retry');
    undef $report;    # they outlive it
    is($first->{id}, $shown->{rule}, 'id');
    is_deeply($first->{$_}, $shown->{$_}, $_) for qw(title captures docs severity role owner);
    is_deeply([@$first{qw(line offset source)}], [@{$shown->{location}}{qw(line offset)}, $NAME], 'place');
    like($first->{title}{zh}, qr/octo-org 的软件包/, 'Chinese');
    ok(!exists $first->{cause}, 'no cause');
};

subtest 'every format' => sub {
    my $report = Logdiag->diagnose($LOG);
    ok(length $report->render($_, lang => 'zh'), $_) for Logdiag->formats;
    like($report->render('text', lang => 'zh', width => 0), qr/octo-org 的软件包/, 'Chinese');
    like($report->render('text', color => 1), qr/\e\[/, 'coloured');
    unlike("$report", qr/\e\[/, 'plain');
    like(refused(sub { $report->render('papyrus') }), qr/papyrus.*logdiag\.t/, 'no such format');
    like(refused(sub { $report->render('text', colour => 1) }), qr/colour/, 'no such option');
    like(refused(sub { $report->render('text', width => -1) }), qr/range/, 'out of range');
};

subtest 'options of a scanner' => sub {
    like(Logdiag->diagnose($LOG, input => 'plain')->render('json'), qr/"input": "plain"/, 'input');
    like(refused(sub { Logdiag->diagnose($LOG, input => 'papyrus') }), qr/papyrus/, 'no such input');
    like(refused(sub { Logdiag->diagnose($LOG, kontext => 1) }), qr/kontext/, 'no such option');
    like(refused(sub { Logdiag->diagnose($LOG, context => -1) }), qr/range/, 'out of range');
    is(scalar(Logdiag->diagnose($_)->findings), 0, 'nothing in it') for '', "\0\xff\xfe" x 100;
};

subtest 'own rules' => sub {
    my $rules = Logdiag::Rules->new(texts => [$RULE]);
    my $rule  = $rules->find('local/widget');
    is_deeply([$rule->{title}{zh}, $rule->{severity}, !!$rule->{transient}], ['未找到部件 {name}', 'warning', !!1], 'a rule');
    is($rules->find('no/such'), undef, 'no such rule');
    is(scalar(my @all = $rules->all), $rules->count, 'all rules');
    my ($first) = Logdiag->diagnose("widget '零件' is gone\n", rules => $rules)->findings;
    is($first->{title}{en}, 'Widget 零件 is gone', 'found');
};

subtest 'bad rules are refused' => sub {
    my $error = refused(sub { Logdiag::Rules->new(texts => [$RULE, '{', $RULE =~ s/\{1,40\}\)/{1,40}/r]) });
    isa_ok($error, 'Logdiag::RulesError');
    cmp_ok(scalar(my @problems = $error->problems), '>=', 2, 'all problems');
    like("$error", qr/text 2/, 'as text');
    isa_ok(refused(sub { Logdiag::Rules->new(builtin => 0) }), 'Logdiag::RulesError');
    like(refused(sub { Logdiag::Rules->new(paths => ['/does/not/exist']) }), qr/could not be read/, 'no such path');
};

subtest 'threads' => sub {
    plan skip_all => 'this Perl has no threads' if !$Config{useithreads};
    my $expected = Logdiag->diagnose($LOG)->render('json');
    my $mine     = Logdiag::Rules->new;    # must not be freed by a thread
    my @threads  = map {
        threads->create(sub {
            join '', map { Logdiag->diagnose($LOG)->render('json') eq $expected } 1 .. 8;
        });
    } 1 .. 4;
    is($_->join, '1' x 8, 'the same report') for @threads;
    cmp_ok($mine->count, '>', 100, 'still there');
};

subtest 'no leak in 10,000 calls' => sub {
    my $rules = Logdiag::Rules->new(builtin => 0, texts => [$RULE]);
    my $call  = sub {
        my ($number) = @_;
        my $report = Logdiag->diagnose("one\nwidget 'a' is gone\n", rules => $rules);
        die 'nothing was found' if 1 != (() = $report->findings);
        $report->render('json');
        refused(sub { Logdiag::Rules->new(builtin => 0, texts => ['{']) }) or die if $number % 10 == 0;
    };
    $call->($_) for 1 .. 1000;
    my $before = memory();
    $call->($_) for 1 .. 10_000;
    cmp_ok(memory() - $before, '<', 1 << 20, 'memory stays flat');
};

done_testing;
