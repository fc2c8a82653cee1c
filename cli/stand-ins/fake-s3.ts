/**
 * A stand-in for the part of Amazon S3 that this package uses: GET, HEAD, PUT and DELETE of objects
 * with ETag, `If-None-Match: *` and `If-Match`, object versions, SHA-256 of what is sent, and
 * ListObjectsV2. If a condition fails, the status is 412; if an If-Match finds no object, it is
 * 404. Status 409, for two writes at once, comes only from a fault plan, because here writes never
 * overlap.
 */

import { createHash } from 'node:crypto';
import type { ListedStore } from '../../engine/live/edges/object-store.ts';
import type { WireAnswer, WireRequest, WireService } from './wire.ts';

type FakeObject = { readonly body: Uint8Array; readonly etag: string };

export type FakeS3 = {
  readonly service: WireService;
  /** The versions of each object by `bucket/key`, the latest last. */
  readonly objects: Map<string, FakeObject[]>;
  readonly get: (path: string) => FakeObject | undefined;
  /** The paths that begin with `prefix` and come after `after`, in order. */
  readonly list: (prefix: string, after: string) => readonly string[];
  /** The new ETag, or the status of the refusal. */
  readonly put: (path: string, body: Uint8Array, condition: PutCondition) => string | 404 | 412;
  /** Removes the object with its versions; the status of the answer. */
  readonly remove: (path: string, ifMatch: string | undefined) => 204 | 404 | 412;
};

type PutCondition = { readonly ifNoneMatch?: string; readonly ifMatch?: string };

/** An empty S3. If `keepVersions` is false, only the latest version is kept (long simulations). */
export function createFakeS3(keepVersions = true): FakeS3 {
  const objects = new Map<string, FakeObject[]>();
  let writes = 0;
  const get = (path: string): FakeObject | undefined => objects.get(path)?.at(-1);
  const put: FakeS3['put'] = (path, body, condition) => {
    const standing = get(path);
    if (condition.ifNoneMatch !== undefined && standing !== undefined) return 412;
    if (condition.ifMatch !== undefined && standing === undefined) return 404;
    if (condition.ifMatch !== undefined && condition.ifMatch !== standing?.etag) return 412;
    // With the count, equal bytes get different tags, although real S3 gives them the same one. The
    // code must work with both.
    const etag = keepVersions ? contentTag(body) : `"${++writes}"`;
    const versions = objects.get(path);
    if (versions === undefined || !keepVersions) objects.set(path, [{ body, etag }]);
    else versions.push({ body, etag });
    return etag;
  };
  const list: FakeS3['list'] = (prefix, after) =>
    [...objects.keys()].filter((path) => path.startsWith(prefix) && path > after).toSorted();
  const remove: FakeS3['remove'] = (path, ifMatch) => {
    const standing = get(path);
    if (ifMatch !== undefined && standing === undefined) return 404;
    if (ifMatch !== undefined && ifMatch !== standing?.etag) return 412;
    objects.delete(path);
    return 204;
  };
  return {
    objects,
    get,
    list,
    put,
    remove,
    service: (request) => answer(request, { get, list, put, remove }),
  };
}

function answer(
  request: WireRequest,
  s3: Pick<FakeS3, 'get' | 'list' | 'put' | 'remove'>,
): WireAnswer {
  const { get, list, put } = s3;
  const path = request.path.slice(1);
  if (request.method === 'GET' && request.query.get('list-type') === '2') {
    const [prefix, after] = ['prefix', 'start-after'].map((name) => request.query.get(name) ?? '');
    const bucket = path.replace(/\/?$/, '/');
    const paths = list(bucket + prefix!, bucket + after!);
    return listing(paths.map((found) => found.slice(bucket.length)));
  }
  if (request.method === 'GET' || request.method === 'HEAD') {
    const found = get(path);
    if (found === undefined) return xmlError(404, 'NoSuchKey');
    return { status: 200, headers: { etag: found.etag }, body: found.body };
  }
  if (request.method === 'DELETE') return deletion(s3.remove(path, request.headers['if-match']));
  if (request.method !== 'PUT') return xmlError(405, 'MethodNotAllowed');
  const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = request.headers;
  const { 'x-amz-checksum-sha256': sha256 } = request.headers;
  if (sha256 !== undefined && sha256 !== hashOf('sha256', request.body).toString('base64')) {
    return xmlError(400, 'BadDigest');
  }
  const etag = put(path, request.body, {
    ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }),
    ...(ifMatch === undefined ? {} : { ifMatch }),
  });
  if (etag === 404) return xmlError(404, 'NoSuchKey');
  if (etag === 412) return xmlError(412, 'PreconditionFailed');
  return { status: 200, headers: { etag }, body: '' };
}

function deletion(status: 204 | 404 | 412): WireAnswer {
  if (status === 204) return { status, body: '' };
  return xmlError(status, status === 404 ? 'NoSuchKey' : 'PreconditionFailed');
}

/** The answer to ListObjectsV2, in one page. A page of S3 has 1,000 keys. */
function listing(keys: readonly string[]): WireAnswer {
  const escaped = keys.map((key) => key.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
  const contents = escaped.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
  const count = `<KeyCount>${keys.length}</KeyCount><IsTruncated>false</IsTruncated>`;
  const body = `<?xml version="1.0"?><ListBucketResult>${count}${contents}</ListBucketResult>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

/** An S3 error document. */
function xmlError(status: number, code: string): WireAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

function contentTag(body: Uint8Array): string {
  return `"${hashOf('md5', body).toString('hex')}"`;
}

function hashOf(algorithm: 'md5' | 'sha256', body: Uint8Array): Buffer {
  return createHash(algorithm).update(body).digest();
}

/** Direct access to the objects of `bucket`, without requests. Writes have no condition. */
export function fakeStore(s3: FakeS3, bucket: string): ListedStore {
  return {
    list: async (prefix, after) => {
      const paths = s3.list(`${bucket}/${prefix}`, `${bucket}/${after}`);
      return paths.map((path) => path.slice(bucket.length + 1));
    },
    read: async (key) => s3.get(`${bucket}/${key}`),
    write: async (key, body) => String(s3.put(`${bucket}/${key}`, body, {})),
  };
}
