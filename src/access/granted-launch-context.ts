/** One resource that an app is launched for, beside patient and encounter (SMART App Launch 2.2, "fhirContext"). */
export interface FhirContextItem {
  /** A relative reference: `ImagingStudy/123`. */
  reference?: string;
  canonical?: string;
  identifier?: { system?: string; value?: string };
  /** The resource type. Required where `reference` does not contain it. */
  type?: string;
  /** An absolute URI, or `launch`. When absent, `launch` is meant. */
  role?: string;
}

/**
 * What an app gets beside its tokens (SMART App Launch 2.2, "Launch context arrives with your access_token"), under the
 * names of the token response.
 */
export interface LaunchContext {
  patient?: string;
  encounter?: string;
  fhirContext?: FhirContextItem[];
  need_patient_banner?: boolean;
  intent?: string;
  smart_style_url?: string;
  tenant?: string;
}
