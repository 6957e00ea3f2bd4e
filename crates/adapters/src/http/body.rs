//! The body of an answer, read piece by piece: the caller limits what is kept of it.

use aws_smithy_types::{body::SdkBody, byte_stream::ByteStream};
use tokio::time::{Instant, timeout_at};

use super::HttpError;

/// The most bytes that are ever read of one body: far above any real answer.
const BODY_LIMIT: usize = 8 << 20;

/// What is left of a body, and until when it is waited for.
pub(crate) struct Body {
    stream: ByteStream,
    deadline: Instant,
    read: usize,
}

impl Body {
    pub(super) fn new(body: SdkBody, deadline: Instant) -> Self {
        Self {
            stream: ByteStream::new(body),
            deadline,
            read: 0,
        }
    }

    /// The next piece, of the size in which it came. `None` is the end.
    pub(crate) async fn next(&mut self) -> Result<Option<impl AsRef<[u8]> + use<>>, HttpError> {
        let piece = timeout_at(self.deadline, self.stream.try_next())
            .await
            .map_err(|_| HttpError::Timeout)?
            .map_err(|error| HttpError::Body(error.into()))?;
        self.read += piece.as_deref().map_or(0, <[u8]>::len);
        if self.read > BODY_LIMIT {
            return Err(HttpError::TooLarge { limit: BODY_LIMIT });
        }
        Ok(piece)
    }

    /// The whole body, which must not be longer than that.
    pub(crate) async fn read_all(mut self, limit: usize) -> Result<Vec<u8>, HttpError> {
        let mut bytes = Vec::new();
        while let Some(piece) = self.next().await? {
            if bytes.len() + piece.as_ref().len() > limit {
                return Err(HttpError::TooLarge { limit });
            }
            bytes.extend_from_slice(piece.as_ref());
        }
        Ok(bytes)
    }

    /// The beginning of the body, as much as came of it. What is beyond that is not read.
    pub(crate) async fn read_start(mut self, limit: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        while bytes.len() < limit {
            let Ok(Some(piece)) = self.next().await else {
                break;
            };
            let room = limit - bytes.len();
            let piece = piece.as_ref();
            bytes.extend_from_slice(&piece[..piece.len().min(room)]);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn body(text: String) -> Body {
        Body::new(SdkBody::from(text), Instant::now() + Duration::from_secs(1))
    }

    #[tokio::test]
    async fn a_whole_body_is_read_up_to_its_limit_and_not_beyond() {
        assert_eq!(body("abc".to_owned()).read_all(3).await.unwrap(), b"abc");
        let error = body("abcd".to_owned()).read_all(3).await.unwrap_err();
        assert_eq!(error.to_string(), "the answer is larger than 3 bytes");
    }

    #[tokio::test]
    async fn the_beginning_of_a_body_is_cut_while_it_is_read() {
        let start = body("x".repeat(BODY_LIMIT + 1)).read_start(3).await;
        assert!(
            start.is_empty(),
            "a piece beyond every limit is not looked at"
        );
        assert_eq!(body("abcd".to_owned()).read_start(3).await, b"abc");
        assert_eq!(body("ab".to_owned()).read_start(3).await, b"ab");
    }

    #[tokio::test]
    async fn nothing_longer_than_8_mib_is_read() {
        let mut whole = body("x".repeat(BODY_LIMIT));
        assert!(whole.next().await.unwrap().is_some());
        assert!(whole.next().await.unwrap().is_none());
        let error = body("x".repeat(BODY_LIMIT + 1)).next().await.err().unwrap();
        assert!(matches!(error, HttpError::TooLarge { limit: BODY_LIMIT }));
    }
}
