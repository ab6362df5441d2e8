import { createHash } from 'node:crypto';

/**
 * Colours and sizes for apps that want to look at home (SMART App Launch 2.2, "Styling", experimental): the look of our
 * own pages, for every launch in which an EHR names none of its own.
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

/** Where the style is. */
export function smartStyleUrl(issuer: string, accentColour?: string): string {
  return `${issuer}/smart-style/${styleVersion(smartStyle(accentColour))}.json`;
}

/** Part of its address: changed content must be a changed address. */
export function styleVersion(style: Record<string, string>): string {
  return createHash('sha256').update(JSON.stringify(style)).digest('base64url').slice(0, 16);
}
