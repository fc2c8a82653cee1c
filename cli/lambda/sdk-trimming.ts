/**
 * Changes sources of the AWS SDK so that esbuild can leave out more of them. What the function does
 * with the SDK keeps its meaning; each row of the table says what is left out. If a file of the SDK
 * is not found or does not look as expected, nothing is changed: the bundle is then larger, but
 * correct. Tests check that the files are found.
 */

import { readFile } from 'node:fs/promises';
import type { Loader, Plugin } from 'esbuild';

type Trim = {
  /** The file. */
  readonly filter: RegExp;
  /** Its new content, from its old one and from what the filter has matched. */
  readonly trim: (source: string, matched: RegExpExecArray) => string;
  readonly loader?: Loader;
};

/** A client, as its folder and as its service's host names call it. */
const CLIENTS: Readonly<Record<string, string>> = {
  s3: 's3',
  sns: 'sns',
  'secrets-manager': 'secretsmanager',
};

/** The changes. `endpoints` is our file with the addresses of the services, without suffix. */
function trims(endpoints: string): readonly Trim[] {
  return [
    {
      // esbuild keeps objects with computed keys, because computing a key may have a side effect.
      // The schemas of S3 are full of such objects, although each key is a constant of the file.
      // An error that is not registered gets the service's base class, under its own name.
      filter: /@aws-sdk\/client-[^/]+\/dist-es\/schemas\/[^/]+\.js$/,
      trim: (source) => withoutErrorClasses(withPlainKeys(source)),
    },
    {
      // The clients import this file only for its version.
      filter: /@aws-sdk\/client-[^/]+\/package\.json$/,
      trim: (source) => {
        const { version } = JSON.parse(source) as { readonly version: string };
        return JSON.stringify({ version });
      },
      loader: 'json',
    },
    {
      // The rules for addresses: lambda/regional-endpoints.ts has those that are needed.
      filter: /@aws-sdk\/client-([^/]+)\/dist-es\/endpoint\/endpointResolver\.js$/,
      trim: (source, [, client = '']) => {
        const service = CLIENTS[client];
        if (service === undefined || !source.includes('defaultEndpointResolver =')) return source;
        return [
          `import { endpointsOf } from ${JSON.stringify(endpoints)};`,
          `export const defaultEndpointResolver = endpointsOf("${service}");`,
        ].join('\n');
      },
    },
    {
      // The regions of the world, which only those rules read.
      filter: /@aws-sdk\/core\/.+\/partitions\.js$/,
      trim: () => 'export const partitionsInfo = { partitions: [] };',
    },
    {
      // Hash functions for engines without Node's crypto module.
      filter: /@(?:smithy|aws-sdk)\/.+\/((?:Sha1|Sha256|Md5)Js)\.js$/,
      trim: (_, [, name = '']) => refusingClass(name, 'expected the crypto module of Node.js'),
    },
    {
      // Sending at a rate that adapts, which the retry mode "adaptive" does; ours is "standard".
      filter: /@smithy\/core\/.+\/(DefaultRateLimiter)\.js$/,
      trim: (_, [, name = '']) => refusingClass(name, 'expected the standard retry mode'),
    },
    {
      // Checksums of bodies. The client asks for them only where S3 requires one, which it does for
      // none of our three operations.
      filter: /@aws-sdk\/checksums\/.+\/(getFlexibleChecksumsPlugin)\.js$/,
      trim: (_, [, name = '']) => `export const ${name} = () => ({ applyToStack: () => {} });`,
    },
    {
      // XML of requests: what we send to S3 are bytes.
      filter: /@aws-sdk\/core\/.+\/XmlShapeSerializer\.js$/,
      trim: withoutXmlBodies,
    },
    {
      // Headers of the messages in event streams.
      filter: /@smithy\/signature-v4\/.+\/(HeaderFormatter)\.js$/,
      trim: (_, [, name = '']) =>
        `export class ${name} { format() { throw new Error("no event streams"); } }`,
    },
    {
      // Sessions of express buckets, which have names of another form.
      filter: /@aws-sdk\/.+\/(S3ExpressIdentityProviderImpl)\.js$/,
      trim: (_, [, name = '']) => `export class ${name} {}`,
    },
    {
      filter: /@aws-sdk\/client-s3\/.+\/(CreateSessionCommand)\.js$/,
      trim: (_, [, name = '']) => refusingClass(name, 'the function has no express bucket'),
    },
    {
      // Signatures for several regions at once.
      filter: /@aws-sdk\/signature-v4-multi-region\/.+\/(SignatureV4MultiRegion)\.js$/,
      trim: (_, [, name = '']) =>
        [
          'import { SignatureV4SignWithCredentials } from "./SignatureV4SignWithCredentials";',
          `export class ${name} extends SignatureV4SignWithCredentials {`,
          '  static sigv4aDependency() { return "none"; }',
          '}',
        ].join('\n'),
    },
  ];
}

/** The esbuild plugin that makes these changes. */
export function trimSdk(endpoints: string): Plugin {
  return {
    name: 'trim-sdk',
    setup: (build) => {
      for (const { filter, trim, loader = 'js' } of trims(endpoints)) {
        build.onLoad({ filter }, async ({ path }) => {
          const contents = trim(await readFile(path, 'utf8'), filter.exec(path)!);
          return { contents, loader };
        });
      }
    },
  };
}

/** An esbuild plugin that replaces each import that matches by a file, named without its suffix. */
export function standIns(files: readonly (readonly [imported: RegExp, file: string])[]): Plugin {
  return {
    name: 'stand-ins',
    setup: (build) => {
      for (const [filter, file] of files) {
        build.onResolve({ filter }, ({ resolveDir, kind }) => {
          return build.resolve(file, { resolveDir, kind });
        });
      }
    },
  };
}

/** `source` with `{ [_name]: … }` as `{ "text": … }` if it defines `const _name = "text";`. */
export function withPlainKeys(source: string): string {
  const found = source.matchAll(/^const (_\w*) = ("[^"\\]*");$/gm);
  const constants = new Map(Array.from(found, ([, name, text]) => [name, text]));
  return source.replaceAll(/\[(_\w*)\]:/g, (key, name: string) => {
    const text = constants.get(name);
    return text === undefined ? key : `${text}:`;
  });
}

/** `source`, a file of schemas, without its registrations of errors other than the base class. */
export function withoutErrorClasses(source: string): string {
  return source.replaceAll(/^n0_registry\.registerError\(\w+\$, \w+\);$/gm, '');
}

/** `source`, the serializer of XML, which then takes texts and bytes only. */
export function withoutXmlBodies(source: string): string {
  const [, head] =
    /^([^]*?\n    write\(schema, value\) \{[^]*?)\n        else \{\n/.exec(source) ?? [];
  const [, flush] =
    /\n(    flush\(\) \{[^]*?)\n        const buffer = this\.buffer;/.exec(source) ?? [];
  if (head === undefined || flush === undefined) return source;
  const refusal = '        else throw new Error("the function sends no XML");\n    }';
  return [head, refusal, flush, '    }', '}', ''].join('\n');
}

function refusingClass(name: string, reason: string): string {
  return `export class ${name} { constructor() { throw new Error("${reason}"); } }`;
}
