//! Who may ask: anybody on this machine; from elsewhere, whoever has the token or the password, or anybody where the operator says so.

use super::asked::Asked;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header;
use std::net::IpAddr;
use subtle::ConstantTimeEq;

/// What a request must bring.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum Access {
    /// Nothing.
    #[default]
    Open,
    /// `Authorization: Bearer TOKEN`.
    Token(String),
    /// `Authorization: Basic` with this `user:password`.
    Password(String),
}

impl std::fmt::Debug for Access {
    /// Tells no secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Open => "Open",
            Self::Token(_) => "Token",
            Self::Password(_) => "Password",
        })
    }
}

impl Access {
    /// What a client is told to bring; `None` where it has it.
    pub(super) fn challenge(&self, asked: &Asked) -> Option<&'static str> {
        let given = asked.header(header::AUTHORIZATION);
        let (scheme, credentials) = given.split_once(' ').unwrap_or((given, ""));
        let credentials = credentials.trim();
        let same = |a: &[u8], b: &[u8]| bool::from(a.ct_eq(b));
        match self {
            Self::Open => None,
            Self::Token(token) => {
                let fits = scheme.eq_ignore_ascii_case("bearer")
                    && same(credentials.as_bytes(), token.as_bytes());
                (!fits).then_some("Bearer realm=\"aikg\"")
            }
            Self::Password(password) => {
                let told = STANDARD.decode(credentials).unwrap_or_default();
                let fits = scheme.eq_ignore_ascii_case("basic") && same(&told, password.as_bytes());
                (!fits).then_some("Basic realm=\"aikg\", charset=\"UTF-8\"")
            }
        }
    }
}

/// Whether a request names this machine as its host: a page from elsewhere that has its name point here does not. `Host` is asked for only
/// where nobody but this machine can ask.
pub(super) fn is_local_host(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let is_loopback = name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    is_loopback
        || name.eq_ignore_ascii_case("localhost")
        || name.to_ascii_lowercase().ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(authorization: &str) -> Asked {
        let request = http::Request::get("/").header(header::AUTHORIZATION, authorization);
        let (parts, ()) = request.body(()).unwrap().into_parts();
        Asked::of(&parts).unwrap()
    }

    #[test]
    fn only_who_has_the_secret_comes_in() {
        let token = Access::Token("s3cret".to_string());
        assert_eq!(token.challenge(&asked("Bearer s3cret")), None);
        assert_eq!(token.challenge(&asked("bearer s3cret")), None);
        for wrong in [
            "",
            "Bearer",
            "Bearer s3cre",
            "Bearer s3cret2",
            "Basic s3cret",
        ] {
            assert!(token.challenge(&asked(wrong)).is_some(), "{wrong}");
        }
        let password = Access::Password("ada:lovelace".to_string());
        assert_eq!(password.challenge(&asked("Basic YWRhOmxvdmVsYWNl")), None);
        for wrong in [
            "Basic YWRhOmxvdmVsYWNm",
            "Basic ?",
            "Basic ",
            "Bearer ada:lovelace",
        ] {
            assert!(password.challenge(&asked(wrong)).is_some(), "{wrong}");
        }
        assert!(!format!("{token:?}{password:?}").contains("lovelace"));
    }

    #[test]
    fn a_page_elsewhere_does_not_speak_for_this_machine() {
        for own in [
            "localhost",
            "localhost:7878",
            "127.0.0.1:1",
            "[::1]:80",
            "a.localhost:1",
        ] {
            assert!(is_local_host(own), "{own}");
        }
        for other in [
            "example.org",
            "example.org:7878",
            "localhost.example.org",
            "10.0.0.1",
            "",
        ] {
            assert!(!is_local_host(other), "{other}");
        }
    }
}
