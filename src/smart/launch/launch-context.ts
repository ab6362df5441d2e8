/**
 * What an app is told beside its tokens (SMART App Launch 2.2, "Launch context arrives with your access_token"),
 * under the names of the token response.
 */
export interface LaunchContext {
  patient?: string;
  encounter?: string;
  need_patient_banner?: boolean;
  intent?: string;
  smart_style_url?: string;
  tenant?: string;
}
