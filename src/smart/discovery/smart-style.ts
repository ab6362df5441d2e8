import { createHash } from 'node:crypto';

/**
 * Colours and sizes for apps that want to look like the system around them (SMART App Launch 2.2, "Styling",
 * experimental). They are those of this server's own pages, for every launch in which the EHR gives no style.
 */
export function smartStyle(accentColour = '#17567f'): Record<string, string> {
  return {
    color_background: '#f4f6f8',
    color_error: '#a4262c',
    color_highlight: accentColour,
    color_modal_backdrop: '#11161b',
    color_success: '#1e6b3a',
    color_text: '#1a2027',
    dim_border_radius: '8px',
    dim_font_size: '16px',
    dim_spacing_size: '8px',
    font_family_body: 'system-ui, sans-serif',
    font_family_heading: 'system-ui, sans-serif',
  };
}

/** The address of the style. */
export function smartStyleUrl(issuer: string, accentColour?: string): string {
  return `${issuer}/smart-style/${styleVersion(smartStyle(accentColour))}.json`;
}

/** A hash in the address: when the content changes, the address changes. */
export function styleVersion(style: Record<string, string>): string {
  return createHash('sha256').update(JSON.stringify(style)).digest('base64url').slice(0, 16);
}
