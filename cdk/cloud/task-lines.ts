/**
 * What the tasks do, as lines for a shell. A worker is a public image of Node that installs this
 * package and runs it. A command is three containers one after the other: the first one copies
 * `in/` from the bucket, the second one runs the script, the third one copies `out/` back.
 */

/** Public images; both are there for arm64, and neither needs an account. */
export const NODE_IMAGE = 'public.ecr.aws/docker/library/node:24-slim';
export const AWS_IMAGE = 'public.ecr.aws/aws-cli/aws-cli:2.31.0';

/** Units of a processor as ECS counts them; the shell of a task divides by them, too. */
export const CPU_UNITS = 1024;

/** The folder that the containers of a command share. */
export const WORK_FOLDER = '/work';

/** The packages of a queue in the versions that this package is tested with. */
const QUEUE_PACKAGES = ['bullmq@6.7.0', 'ioredis@6.0.0'];

const NPX = [
  'npx --yes --package "$PACKAGE"',
  ...QUEUE_PACKAGES.map((name) => `--package ${name}`),
];

/**
 * Needs PACKAGE, QUEUE, WORKER_CPU, IDLE_SECONDS and STORE (empty: no store) in the environment.
 */
export const WORKER_LINE = [
  'exec',
  ...NPX,
  // With exec, because npx hands SIGTERM on to its child only, and a shell would not do so.
  `-c 'exec walkforest worker --queue "$QUEUE"`,
  `--workers "$((WORKER_CPU / ${CPU_UNITS}))" --idle "$IDLE_SECONDS"`,
  `\${STORE:+--store "$STORE"}'`,
].join(' ');

/** Needs BUCKET. */
export const FETCH_LINE =
  'mkdir -p in out && aws s3 sync --only-show-errors "s3://$BUCKET/in/" in/';

/**
 * Runs SCRIPT, a text for `sh -eu` that finds `walkforest` on its path, the queue in QUEUE and the
 * store, if there is one, in STORE. The code of its end goes to a file, so that what it has written
 * is copied even if it failed.
 */
export const SCRIPT_LINE = [
  'printf "%s\\n" "$SCRIPT" > script.sh;',
  'timeout --kill-after=60 "$COMMAND_HOURS"h',
  ...NPX,
  '-c "sh -eu script.sh"; echo $? > status',
].join(' ');

/** Needs BUCKET and RUN, the name of the run. Ends like the script. */
export const STORE_LINE =
  'aws s3 sync --only-show-errors out/ "s3://$BUCKET/out/$RUN/" && exit "$(cat status)"';
