/**
 * Replaces, in the bundle, the SDK's rules for the addresses of its services. Those of S3 alone are
 * a tenth of the bundle, since they also know access points, Outposts, express buckets and
 * acceleration. The function needs one bucket, one or two topics and one secret, each at the
 * service of its own region. `npm run lambda:build` puts this file in the place of the rules.
 */

/** The services of the function, as they are called in host names. */
type Service = 's3' | 'sns' | 'secretsmanager';

/** What the SDK knows about a request before it has an address. */
type Place = {
  readonly Region?: string;
  /** An address to use instead of AWS, as AWS_ENDPOINT_URL says it. */
  readonly Endpoint?: string;
  readonly Bucket?: string;
  /** Set by the SDK if the bucket's name cannot be part of a host name. */
  readonly ForcePathStyle?: boolean;
  readonly UseFIPS?: boolean;
  readonly UseDualStack?: boolean;
};

type Endpoint = {
  readonly url: URL;
  readonly headers: Record<string, string[]>;
  readonly properties: Record<string, unknown>;
};

/** Has, for `service`, the type of the SDK's `defaultEndpointResolver`. */
export function endpointsOf(service: Service): (place: Place) => Endpoint {
  return (place) => {
    if (place.UseFIPS === true || place.UseDualStack === true) {
      throw new Error('the function uses the plain endpoints of AWS: no FIPS, no dual stack');
    }
    const region = place.Region ?? '';
    const base = new URL(place.Endpoint ?? `https://${service}.${region}.${suffixOf(region)}`);
    return service === 's3' ? bucketEndpoint(base, region, place) : endpointAt(base, {});
  };
}

function bucketEndpoint(base: URL, region: string, place: Place): Endpoint {
  const { Bucket: bucket, ForcePathStyle: inPath = false } = place;
  if (bucket === undefined || !/^[\w.-]+$/.test(bucket)) {
    throw new Error("expected a bucket's name, which is no ARN");
  }
  const path = base.pathname.replace(/\/$/, '');
  const url =
    inPath || IP_ADDRESS.test(base.hostname)
      ? `${base.protocol}//${base.host}${path}/${bucket}`
      : `${base.protocol}//${bucket}.${base.host}${path}`;
  const signing = { name: 'sigv4', signingName: 's3', signingRegion: region };
  return endpointAt(new URL(url), { authSchemes: [{ ...signing, disableDoubleEncoding: true }] });
}

const IP_ADDRESS = /^(\d+\.){3}\d+$|^\[/;

/** The end of the host names in a region, which says its partition. */
function suffixOf(region: string): string {
  if (/^[a-z]+-iso/.test(region)) throw new Error('the function does not run in isolated regions');
  if (region.startsWith('cn-')) return 'amazonaws.com.cn';
  return region.startsWith('eusc-') ? 'amazonaws.eu' : 'amazonaws.com';
}

function endpointAt(url: URL, properties: Endpoint['properties']): Endpoint {
  return { url, headers: {}, properties };
}
